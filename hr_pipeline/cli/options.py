"""What the commands share: options, exit statuses, finding a release, and stopping with a message."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hr_pipeline.cli import display
from hr_pipeline.paths import HOME_VARIABLE, LANDING_VARIABLE, Home
from hr_pipeline.releases.ledger import DamagedLedger
from hr_pipeline.releases.write import latest

DONE, NOTHING_DONE, REFUSED, NOT_PROVEN = 0, 1, 3, 4

HomeOption = Annotated[Path | None, typer.Option(help="Folder of tables and releases.", envvar=HOME_VARIABLE)]
LandingOption = Annotated[
    Path | None,
    typer.Option(help="Folder of deliveries; the packaged demonstration when empty.", envvar=LANDING_VARIABLE),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def find_release(place: Home, name: str) -> Path:
    """Find a release by version or folder; the newest when no name is given."""
    try:
        folder = latest(place.releases) if not name else place.releases / name if "/" not in name else Path(name)
    except DamagedLedger as error:
        stop(str(error))
    if folder is None:
        stop(f"there is no release in {place.releases} yet: hr-pipeline run --home {place.root}")
    if not (folder / "manifest.json").is_file():
        stop(f"{folder} is no release: hr-pipeline releases --home {place.root} lists them")
    return folder


def stop(message: str) -> NoReturn:
    """Say why nothing was done, and end with that exit status."""
    display.errors.print(message, style="bold red", markup=False, highlight=False)
    raise typer.Exit(NOTHING_DONE)
