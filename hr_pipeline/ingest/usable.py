"""Deliveries that were read and of which nothing can be used: their rows were all rejected or withheld.

Such a delivery is refused like one that cannot be opened, so that nobody takes silence for success. One whose records
are copies, or that its owner left out, is no fault.
"""

import pandas as pd

FINDINGS = "survey_findings"
"""A finding describes a delivery and is no record of it."""
WITHHELD = ["unlisted_place", "unknown_version", "unmapped", "not_read"]
OWNERS_CHOICE = ["duplicate", "replaced", "not_approved", "on_hold", "incomplete", "deleted"]


def unusable(accounting: pd.DataFrame) -> dict[str, str]:
    """Find the deliveries of which nothing can be used.

    Args:
        accounting: what became of each row of all tables of a source.

    Returns:
        Delivery -> the refusal's message.
    """
    rows = accounting[(accounting["table"] != FINDINGS) & (accounting["rows"] > 0)]
    lost = rows[(rows["outcome"] == "rejected") | rows["reason"].isin(WITHHELD)]
    fine = rows[(rows["outcome"] == "accepted") | rows["reason"].isin(OWNERS_CHOICE)]
    alone = lost[~lost["delivery"].isin(fine["delivery"])]
    return {str(delivery): _message(part) for delivery, part in alone.groupby("delivery", observed=True)}


def _message(lost: pd.DataFrame) -> str:
    causes = lost["reason"].astype("str").mask(lost["outcome"] == "rejected", "rejected")
    counted = lost["rows"].groupby(causes).sum()
    named = ", ".join(f"{rows} {str(cause).replace('_', ' ')}" for cause, rows in counted.items())
    return (
        f"the whole file: expected at least one record that can be used, found none ({named}). How to fix it: run "
        "hr-pipeline check on the folder, which lists each record with its rule and what to do"
    )
