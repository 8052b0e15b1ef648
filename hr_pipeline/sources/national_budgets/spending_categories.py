"""Which harm reduction service a category of HIV spending is: `spending_categories.csv` (UNAIDS GAM, NASA, PEPFAR).

A published label that names a service decides; else the code, or the nearest code above it. Money that its publisher
could not place (.98 not disaggregated, .99 not elsewhere classified) keeps that mark and is never spread over services.
Programmes of national budgets belong to `programmes.py`.
"""

import re
from functools import cache

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.packaged import packaged_rows

ASKED = ["classification", "edition", "classification_code", "classification_label", "beneficiary"]
FOUND = ["service", "population", "unallocable", "confidence"]
CLOSED = "NASA"
"""The classification whose codes are all listed: another one is a mistake."""
BUCKETS = {"98": "not_disaggregated", "99": "not_elsewhere_classified"}
_PREFIX = re.compile(r"^[A-Z]+\.")


def categorised(records: pd.DataFrame) -> pd.DataFrame:
    """Map categories of HIV spending to services.

    Args:
        records: ASKED, missing where the publisher says nothing.

    Returns:
        FOUND, missing outside harm reduction, and `is_known`: whether the code is one of its classification; on the
        same index.
    """
    asked = records[ASKED].astype("str").fillna("")
    distinct = asked.drop_duplicates()
    rows = [_mapped(*row) for row in distinct.itertuples(index=False)]
    found = pd.DataFrame(rows, index=distinct.index, columns=[*FOUND, "is_known"])
    named = found[FOUND].astype("str")
    mapping = distinct.join(named.mask(named == "")).join(found["is_known"])
    return asked.merge(mapping, how="left", on=ASKED, validate="many_to_one").set_index(records.index)[
        [*FOUND, "is_known"]
    ]


def _mapped(classification: str, edition: str, code: str, label: str, beneficiary: str) -> dict:
    here = [row for row in _listed() if row["classification"] == classification and row["edition"] in (edition, "*")]
    bare = _PREFIX.sub("", code)
    by_code = _nearest([row for row in here if row["code"]], bare)
    by_words = _worded(here, label) or _worded(here, beneficiary)
    row = _chosen(by_code, by_words)
    unallocable = BUCKETS.get(bare.rpartition(".")[2], "") if code else row.get("unallocable", "")
    found = {name: row.get(name, "") for name in FOUND} | {"unallocable": unallocable}
    is_known = bool(by_code) or not code or classification != CLOSED
    return found | {"confidence": found["confidence"] or "none", "is_known": is_known}


def _nearest(rows: list[dict[str, str]], code: str) -> dict[str, str]:
    """Find the row of a code, or of the nearest code above it."""
    above = [row for row in rows if code == row["code"] or code.startswith(row["code"] + ".")]
    return max(above, key=lambda row: len(row["code"]), default={})


def _worded(rows: list[dict[str, str]], text: str) -> dict[str, str]:
    named = (row for row in rows if row["words"] and re.search(row["words"], text.casefold()))
    return next(named, {})


def _chosen(by_code: dict[str, str], by_words: dict[str, str]) -> dict[str, str]:
    """Let words decide over a code where they name a service more surely."""
    sure = ["none", "low", "medium", "high"]
    if by_code and by_words:
        return max(by_code, by_words, key=lambda row: sure.index(row["confidence"]))
    return by_code or by_words


@cache
def _listed() -> list[dict[str, str]]:
    rows = packaged_rows(__package__, "spending_categories.csv")
    return as_records(rows)
