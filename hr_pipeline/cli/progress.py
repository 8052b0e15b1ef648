"""How a build shows where it is: a bar on a terminal, one short line for each stage elsewhere.

What is logged belongs to the table store; what came of the build to `display.py`.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hr_pipeline.cli.display import errors
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES

STAGES = {"reading deliveries": ["sources", *SOURCE_TABLES], "computing figures": list(INDICATOR_TABLES)}
TABLES = {table: stage for stage, tables in STAGES.items() for table in tables}


class Shown(logging.Handler):
    """Turns the log of a build into a bar, or into one line for each stage.

    Attributes:
        console: where to show it.
    """

    def __init__(self, console: Console) -> None:
        super().__init__(logging.INFO)
        self.console, self._stage, self._seen, self._rows = console, "", 0, 0
        columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("looking", total=len(TABLES))

    def __enter__(self) -> "Shown":
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._finish()
        self._bar.stop()

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line of the log; `name, rows` of a table moves the bar."""
        name, rows = record.args if isinstance(record.args, tuple) and len(record.args) == 2 else ("", "")
        if name not in TABLES:
            self._finish()
            self.console.print(record.getMessage(), markup=False, soft_wrap=True)
            return
        if TABLES[str(name)] != self._stage:
            self._finish()
            self._stage = TABLES[str(name)]
        self._seen, self._rows = self._seen + 1, self._rows + int(str(rows).replace(",", ""))
        self._bar.update(self._task, advance=1, description=f"{self._stage}: {name}")

    def _finish(self) -> None:
        if self._seen and not self.console.is_terminal:
            self.console.print(f"{self._stage}: {self._seen} tables, {self._rows:,} rows", soft_wrap=True)
        self._seen = self._rows = 0


@contextmanager
def progress() -> Iterator[None]:
    """Show where a build is, on the error stream, so that the output can be piped."""
    logging.getLogger("dagster").setLevel(logging.ERROR)
    logger = logging.getLogger("hr_pipeline")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    with Shown(errors) as shown, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what libraries say of a file is no message of ours
        logger.addHandler(shown)
        try:
            yield
        finally:
            logger.removeHandler(shown)
