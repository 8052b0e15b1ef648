"""`hr-pipeline fetch reference`: bring current exchange rates and deflators into the landing folder.

What is asked, and how, belongs to `sources/reference/fetching.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from hr_pipeline import views
from hr_pipeline.sources.progress import Lines
from hr_pipeline.sources.reference import fetching
from hr_pipeline.workplace import LANDING_VARIABLE

NOTHING_DONE = 1


class Said(Lines):
    """Progress of a fetch as lines on standard error."""

    def __init__(self) -> None:
        super().__init__(lambda line: views.errors.print(line, markup=False))


def reference(
    landing: Annotated[Path, typer.Option(help="Folder of deliveries to add to.", envvar=LANDING_VARIABLE)],
    base: Annotated[
        str, typer.Option(help="Address of the World Bank's API.", envvar=fetching.API_VARIABLE)
    ] = fetching.API,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch exchange rates and deflators of the World Bank; they replace packaged rows of the same key."""
    try:
        service = fetching.Service(base)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        fetched = fetching.fetch(landing, service, Said())
    except (fetching.Stopped, OSError) as error:
        views.errors.print(str(error), style="bold red", markup=False, highlight=False)
        raise typer.Exit(NOTHING_DONE) from error
    if as_json:
        return views.show_json(fetched)
    rows = ", ".join(f"{count:,} rows of {name}" for name, count in fetched["rows"].items())
    return views.console.print(f"Fetched {rows} (updated {fetched['updated']}) into {fetched['folder']}", markup=False)
