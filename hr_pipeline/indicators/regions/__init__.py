"""Regional summaries: countries added up, with what is missing."""
