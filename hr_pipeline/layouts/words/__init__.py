"""Words of ministries' tables in many languages: one list per file, each row with its source."""
