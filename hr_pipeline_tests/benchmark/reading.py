"""Bring the Global Fund's deliveries of a landing folder to its tables and print the number of budget lines.

`python -m hr_pipeline_tests.benchmark.reading LANDING`: archive, reading and the gate, without indicators and release.
"""

import sys
import tempfile
from pathlib import Path

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.sources import global_fund


def lines_read(landing: Path, archive: Path) -> int:
    """Read everything, and stop where something was refused."""
    known = deliveries(archive_landing(landing, archive), archive, "global_fund")
    built = ingest(
        "global_fund",
        global_fund.TABLES,
        known,
        lambda one: global_fund.read(one, [other for other in known if other != one]),
        global_fund.FINISH,
    )
    accounting = built["grant_budget_lines"].accounting
    if refused := accounting.loc[accounting["outcome"] == "refused", "message"].tolist():
        raise SystemExit("\n".join(refused))
    is_line = (accounting["table"] == "grant_budget_lines") & (accounting["reason"] != "not_read")
    rows = accounting[is_line & (accounting["outcome"] != "read")]["rows"]
    return int(rows.sum())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(lines_read(Path(sys.argv[1]), Path(scratch)))
