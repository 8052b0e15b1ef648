"""What the `hr-pipeline` command reads for a person and how it shows it; no figure is computed here."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 10_000
"""Width of lines where nobody looks at a screen: long ids stay whole, and nothing is padded to it."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
errors = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED_WIDTH)


def show_json(data: Any) -> None:
    """Print data as JSON, and nothing else."""
    print(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def show_fetched(summary: dict[str, Any]) -> None:
    """Show how each set came, and where the new delivery lies."""
    table = Table("set", "came as", "rows", "files", box=None, header_style="bold")
    for found in summary["sets"]:
        table.add_row(found["set"], found["way"], f"{found['rows']:,}", f"{found['files']:,}")
    console.print(table)
    console.print(f"Fetched into [bold]{summary['folder']}[/]; the next run reads it", soft_wrap=True)
