"""The Global Fund's source by itself: the fetch over a socket, pages to tables, a download to tables.

`python -m hr_pipeline_tests.benchmark.global_fund [ROWS ...]`: each at every size, as a process of its own. Where cost
grows with the rows and no faster, the cost of one row stays the same from size to size.
"""

import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hr_pipeline_tests.accounted import accounted
from hr_pipeline_tests.benchmark.invented import write_invented
from hr_pipeline_tests.sources.global_fund.server import GlobalFund

SIZES = [146_000, 1_240_000]
DATASET = "GrantBudget_ReferenceRate"
READING = ["-m", "hr_pipeline_tests.benchmark.reading"]

Account = tuple[str, int, dict[str, float]]


def fetched(landing: Path, rows: int) -> Account:
    """Fetch invented rows from a local server; the server's own work is not in the account of the processor."""
    words = ["-m", "hr_pipeline.cli.main", "fetch", "global-fund", "--json", "--landing", landing]
    with GlobalFund({DATASET: rows}) as server:
        declared, account = accounted([*words, "--base", server.base, "--csv-base", server.csv_base])
    sets = {entry["set"].partition(".")[2]: entry["rows"] for entry in json.loads(declared)["sets"]}
    return "fetch over a socket", _all(rows, sets[DATASET]), account


def read(name: str, landing: Path, rows: int) -> Account:
    """Bring what was delivered to tables."""
    declared, account = accounted([*READING, landing])
    return name, _all(rows, int(declared)), account


def _all(rows: int, found: int) -> int:
    if rows != found:
        raise SystemExit(f"{rows:,} rows were to come, {found:,} came: a benchmark of other work would say nothing")
    return rows


def at_size(rows: int, folder: Path) -> list[Account]:
    """Measure every way at one size."""
    download = folder / "download" / "global_fund" / "grant_budgets_reference_rate.csv.gz"
    download.parent.mkdir(parents=True)
    write_invented(download, rows)
    return [
        fetched(folder / "pages", rows),
        read("pages to tables", folder / "pages", rows),
        read("download to tables", folder / "download", rows),
    ]


def show(accounts: list[Account]) -> None:
    """Print the accounts, those of one way below each other."""
    columns = ["process", "rows", "wall s", "processor s", "rows per s", "µs per row", "peak MiB"]
    table = Table(*columns, title="the Global Fund's source, by processor time")
    for name, rows, account in sorted(accounts, key=lambda one: one[:2]):
        seconds = account["processor"]
        figures = f"{account['wall']:.1f}", f"{seconds:.1f}", f"{rows / seconds:,.0f}", f"{seconds / rows * 1e6:.1f}"
        table.add_row(name, f"{rows:,}", *figures, f"{account['memory']:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        sizes = [int(size) for size in sys.argv[1:]] or SIZES
        show([account for size in sizes for account in at_size(size, Path(scratch) / str(size))])
