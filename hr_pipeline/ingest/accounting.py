"""What became of every row: read = accepted + rejected + left out, and which deliveries were refused.

Reading and gating belong to `ingest.py`.
"""

from pathlib import Path

import pandas as pd

from hr_pipeline.ingest.acknowledgements import acknowledgements_fault
from hr_pipeline.ingest.corrections import ledger_fault
from hr_pipeline.ingest.deliveries import RECOGNISED_ROLE, REFUSED_ROLE, Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.snapshots import snapshot_path
from hr_pipeline.schemas.tables import kinds

TABLE = "row_accounting"
RECOGNISED = "recognised"
"""Outcome of a file that is known and is no data, such as a code list."""


class LostRows(Exception):
    """Rows read are not rows accepted, rejected and left out: a fault of ours that stops the build."""


def account(
    source: str, table: str, readings: list[tuple[Delivery, Reading]], accepted: pd.DataFrame, frame: pd.DataFrame
) -> pd.DataFrame:
    """Count every record of every sheet: read = accepted + rejected + left out.

    Args:
        source: name of the source.
        table: the table the records were meant for.
        readings: what each delivery gave.
        accepted: the records that passed the gate.
        frame: the records that came to it.

    Raises:
        LostRows: the sum does not hold.
    """
    came = frame.groupby(["delivery", "sheet"], observed=True).size().to_dict()
    kept = accepted.groupby(["delivery", "sheet"], observed=True).size().to_dict()
    rows = []
    for delivery, reading in readings:
        for sheet, seen in _sheets(reading, table).items():
            here = (delivery.path, sheet)
            torn = sum((row["table"], row["sheet"]) == (table, sheet) for row in reading.rejected)
            outcomes = {
                ("read", ""): seen,
                ("accepted", ""): kept.get(here, 0),
                ("rejected", ""): came.get(here, 0) - kept.get(here, 0) + torn,
            }
            left = _left_out(reading, table, sheet)
            _close(f"{delivery.path}, sheet {sheet!r}, {table}", outcomes, left)
            fates = (outcomes | left).items()
            rows += [outcome_row(source, table, delivery.path, sheet, outcome, why, n) for (outcome, why), n in fates]
    return as_accounting(rows)


def _sheets(reading: Reading, table: str) -> dict[str, int]:
    """Give the records seen on each sheet; a sheet with records that nobody counted has none, which will not add up."""
    counted = {sheet: seen for (name, sheet), seen in reading.read.items() if name == table}
    met = {sheet for name, sheet, _ in reading.left_out if name == table}
    met |= {row["sheet"] for row in reading.rejected if row["table"] == table}
    met |= set(reading.records[table]["sheet"]) if table in reading.records else set()
    return counted | dict.fromkeys(sorted(met - set(counted)), 0)


def _left_out(reading: Reading, table: str, sheet: str) -> dict[tuple[str, str], int]:
    counted = sorted(reading.left_out.items())
    return {("left_out", reason): rows for (name, tab, reason), rows in counted if (name, tab) == (table, sheet)}


def _close(where: str, outcomes: dict[tuple[str, str], int], left: dict[tuple[str, str], int]) -> None:
    """Make sure that no record was lost, or counted twice."""
    ended = outcomes["accepted", ""] + outcomes["rejected", ""] + sum(left.values())
    if outcomes["read", ""] != ended:
        raise LostRows(f"{where}: {outcomes['read', '']} rows read, {ended} accounted for: {outcomes | left}")


def outcome_row(
    source: str, table: str, delivery: str, sheet: str, outcome: str, reason: str, rows: int, message: str = ""
) -> dict:
    """Say what became of some rows, in the columns of `row_accounting`."""
    return dict(zip(kinds(TABLE), (source, table, delivery, sheet, outcome, reason, rows, message), strict=True))


def as_accounting(rows: list[dict]) -> pd.DataFrame:
    """Put fates into a `row_accounting` table."""
    return pd.DataFrame(rows, columns=list(kinds(TABLE))).astype(kinds(TABLE))


def unread(sources: pd.DataFrame, archive: Path) -> pd.DataFrame:
    """Account for delivered files that nothing reads, code lists among them, and for a ledger that corrects nothing.

    Args:
        sources: the snapshots.
        archive: folder of snapshots.
    """
    folders = (
        "global_fund, national_budgets/<ISO3>, partner_surveys/<partner>/<survey>, published_statistics or reference"
    )
    astray = "the whole file: expected a folder that a source reads. How to fix it: move it into " + folders + "."
    unknown = sources.loc[(sources["source"] == "") & (sources["role"] == "unknown"), "delivery"]
    lost = [(path, astray) for path in unknown]
    refused = sources[(sources["source"] == "") & sources["role"].str.startswith(REFUSED_ROLE)]
    lost += zip(refused["delivery"], refused["role"].str.removeprefix(REFUSED_ROLE), strict=True)
    ledgers = sources.loc[sources["role"] == "corrections", ["delivery", "sha256"]]
    for path, sha256 in ledgers.itertuples(index=False):
        fault = ledger_fault(snapshot_path(archive, sha256).read_bytes(), set(sources["delivery"]))
        lost += [(path, fault)] if fault else []
    confirmed = sources.loc[sources["role"] == "acknowledgements", ["delivery", "sha256"]]
    for path, sha256 in confirmed.itertuples(index=False):
        fault = acknowledgements_fault(snapshot_path(archive, sha256).read_bytes())
        lost += [(path, fault)] if fault else []
    rows = [outcome_row("", "", path, "", "refused", "", 0, message) for path, message in lost]
    return as_accounting([*rows, *_recognised(sources)])


def _recognised(sources: pd.DataFrame) -> list[dict]:
    """Account for files that are known and are no data, by reason, with their name as message."""
    known = sources[sources["role"].str.startswith(RECOGNISED_ROLE)]
    rows = known[["source", "delivery", "role"]].itertuples(index=False)
    described = [(source, path, role.removeprefix(RECOGNISED_ROLE).split(": ", 1)) for source, path, role in rows]
    return [
        outcome_row(source, "", path, "", RECOGNISED, reason, 0, name) for source, path, (reason, name) in described
    ]


def refused_publications(ledger: pd.DataFrame) -> pd.DataFrame:
    """Account for publications of grant money that cannot be ordered, as refused deliveries.

    Args:
        ledger: `publication_ledger`.
    """
    refused = ledger[ledger["role"] == "refused"].astype({"publication": "str", "dataset": "str"})
    rows = [
        outcome_row("global_fund", row["dataset"], row["publication"], "", "refused", "", 0, _unordered(row))
        for row in refused.to_dict("records")
    ]
    return as_accounting(rows)


def _unordered(row: dict) -> str:
    other = row["conflicts_with"]
    expected = f"expected other lines than {other} states, or a later date, found other amounts for the same lines"
    how_to_fix = "state the date of each in the key vintage of delivery.yaml, or take one of them away"
    return str(Refused("the whole publication, of which nothing counts", expected, how_to_fix))
