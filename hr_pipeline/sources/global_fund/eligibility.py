"""Published lists of eligibility to `eligibility`."""

import pandas as pd

from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.global_fund.aggregates import with_level
from hr_pipeline.sources.global_fund.cleaning import complete, per_text, read_cells
from hr_pipeline.sources.global_fund.layouts import Layout

TABLE = "eligibility"
ANSWERS = {
    "eligible": "eligible",
    "noteligible": "not_eligible",
    "ineligible": "not_eligible",
    "transitionfunding": "transition_funding",
    "transition": "transition_funding",
    "yes": "eligible",
    "no": "not_eligible",
    "true": "eligible",
    "false": "not_eligible",
}
"""Answers as published, without blanks and in lower case; the publisher writes them as text."""


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `eligibility`; arguments as in `budget_lines.clean`."""
    return (
        lines.pipe(read_cells, layout, reading)
        .pipe(with_level, TABLE, reading)
        .pipe(_with_answer, reading)
        .pipe(complete, TABLE)
    )


def _with_answer(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    raw = lines["eligibility"].astype("category")
    answers = per_text(raw, lambda text: ANSWERS.get("".join(text.split()).replace("-", "").casefold()))
    kept = lines.assign(eligibility=answers.astype("str").astype("category"))
    return reading.reject(
        TABLE, kept, answers.isna(), "eligibility", raw, "Eligible, Not Eligible or Transition Funding"
    )
