"""A look at all accepted rows of a source at once: what is found becomes a table, what is refused leaves the source's.

What is looked for belongs to the sources; reading and gating one delivery to `ingest.py`.
"""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from hr_pipeline.ingest.accounting import as_accounting
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.provenance.locators import ROWS_PER_SNAPSHOT
from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.gate import REJECT_COLUMNS, WITHHELD, Built, admit, as_text
from hr_pipeline.schemas.tables import kinds, typed

REFUSED = "refused"


class Review(NamedTuple):
    """How the rows of a table are looked at.

    Attributes:
        of: the table whose rows are looked at.
        table: the table of findings.
        find: accepted rows and their deliveries -> one row per finding: `line` (row_id of the row it speaks of) and
            the findings table's own columns, severity, message and how_to_fix among them.
    """

    of: str
    table: str
    find: Callable[[pd.DataFrame, list[Delivery]], pd.DataFrame]


def reviewed(built: Built, review: Review, deliveries: list[Delivery]) -> tuple[Built, Built]:
    """Look at a table's accepted rows.

    Returns:
        The table without the rows that a finding refuses, which are rejects now; and the findings.
    """
    found = review.find(built.table, deliveries)
    assert built.accounting is not None, "only tables read from deliveries are reviewed, and these are accounted for"
    findings, _ = admit(review.table, _placed(found, built.table, review.table))
    refused = findings[findings["severity"] == REFUSED]
    gone = built.table["row_id"].isin(refused["line"])
    kept = Built(
        built.name,
        built.table[~gone].reset_index(drop=True),
        as_text(pd.concat([built.rejects, _rejects(refused, built.name)], ignore_index=True)),
        _moved(built.accounting, built.table[gone]),
    )
    return kept, Built(review.table, findings, _rejects(refused.iloc[:0], built.name), as_accounting([]))


def _placed(found: pd.DataFrame, rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give each finding the place and terms of its row, and an id next to those of the row's delivery."""
    described = rows[SOURCE_COLUMNS].rename(columns={"row_id": "line"})
    placed = found.merge(described, on="line", how="left", validate="m:1").sort_values(["line", "check"], kind="stable")
    snapshot = placed["line"] // ROWS_PER_SNAPSHOT
    ids = snapshot * ROWS_PER_SNAPSHOT + placed.groupby(snapshot).cumcount()
    return typed(placed.assign(row_id=ids.astype("Int64"))[list(kinds(table))].reset_index(drop=True), table)


def _rejects(refused: pd.DataFrame, table: str) -> pd.DataFrame:
    """Say of each refused row why; what a confidential delivery says stays with its owner."""
    described = refused["message"].astype("str") + " How to fix it: " + refused["how_to_fix"].astype("str")
    raw = refused["raw_value"].mask(refused["confidentiality"] == "C", WITHHELD)
    plain = refused.assign(table=table, failed_column="amount_lcu", raw_value=raw, message=described)
    return as_text(plain[REJECT_COLUMNS].reset_index(drop=True))


def _moved(accounting: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Count refused rows as rejected and no longer as accepted."""
    counts = gone.astype({"delivery": "str", "sheet": "str"}).groupby(["delivery", "sheet"]).size()
    places = zip(accounting["delivery"], accounting["sheet"], strict=True)
    moved = pd.Series([int(counts.get(place, 0)) for place in places], index=accounting.index)
    sign = accounting["outcome"].map({"accepted": -1, "rejected": 1}).fillna(0).astype("int64")
    return accounting.assign(rows=(accounting["rows"] + sign * moved).astype(accounting["rows"].dtype))
