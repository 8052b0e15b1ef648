"""The stage of money (approved, revised, executed) that a header or title speaks of, by the words of many languages."""

from hr_pipeline.layouts.texts import meanings

GENERAL = "budget"
"""Words for a budget also stand in the names of its later stages, which then decide."""


def phases_in(text: str) -> list[str]:
    """Give the stages that a text names: one where it is clear, several where it may mean any of them."""
    found = meanings("phases", "phase", text)
    specific = found - {GENERAL}
    return sorted(specific) if specific == {"revised_budget"} else sorted(found)
