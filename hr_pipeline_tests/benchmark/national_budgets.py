"""Rows per second and peak memory of reading national budgets: a long csv, and workbooks of many sheets.

`python -m hr_pipeline_tests.benchmark.national_budgets`; each reading is a process of its own. Nothing is asserted.
"""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hr_pipeline_tests.accounted import accounted
from hr_pipeline_tests.benchmark import invented_budgets as invented
from hr_pipeline_tests.benchmark.__main__ import REPEATS

CONTESTANTS: dict[str, Callable[[Path], int]] = {
    f"one csv of {invented.CSV_ROWS:,} rows": invented.write_csv,
    f"{invented.BOOKS} workbooks, {invented.BOOKS * invented.SHEETS_EACH} sheets": invented.write_workbooks,
}


def main(scratch: Path) -> None:
    """Write, read and print each contestant."""
    columns = ("delivered", "rows", "rows per processor second", "processor s", "wall s", "peak MiB")
    table = Table(*columns, title=f"reading national budgets, median of {REPEATS} runs")
    for number, (name, write) in enumerate(CONTESTANTS.items()):
        folder = scratch / str(number) / "KEN"
        folder.mkdir(parents=True)
        rows = write(folder)
        command = ["-m", "hr_pipeline_tests.benchmark.read_budgets", folder]
        runs = [accounted(command)[1] for _ in range(REPEATS)]
        median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        speed = rows / median["processor"]
        table.add_row(
            name,
            f"{rows:,}",
            f"{speed:,.0f}",
            f"{median['processor']:.2f}",
            f"{median['wall']:.2f}",
            f"{median['memory']:,.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
