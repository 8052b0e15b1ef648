"""`hr-pipeline fetch SOURCE`: bring a source's current data into the landing folder. One command for each source.

What is asked, and how, belongs to the package of each source.
"""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from hr_pipeline.cli import display
from hr_pipeline.ingest.progress import Lines
from hr_pipeline.paths import LANDING_VARIABLE
from hr_pipeline.sources.global_fund import fetching as global_fund_fetching
from hr_pipeline.sources.partner_surveys import fetching as kobo_fetching
from hr_pipeline.sources.reference import fetching as reference_fetching

NOTHING_DONE = 1

fetch = typer.Typer(help="Bring a source's current data into the landing folder.", no_args_is_help=True)

FetchLanding = Annotated[
    Path | None, typer.Option("--landing", help="Folder of deliveries to add to.", envvar=LANDING_VARIABLE)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Shown:
    """Progress of a fetch for a person: bars on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=display.errors,
            disable=not display.errors.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._lines = Lines(self.say)

    def __enter__(self) -> "Shown":
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def say(self, line: str) -> None:
        """Print a line, above the bars."""
        display.errors.print(line, markup=False)

    def advance(self, name: str, rows: int, count: int) -> None:
        """Move the bar of a set, or print another tenth of it."""
        if self._bars.disable:
            return self._lines.advance(name, rows, count)
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=count)
        return self._bars.update(self._tasks[name], completed=rows, total=count)


@fetch.command("global-fund")
def global_fund(
    landing: FetchLanding = None,
    base: Annotated[
        str, typer.Option(help="Address of the OData service.", envvar=global_fund_fetching.API_VARIABLE)
    ] = global_fund_fetching.API,
    csv_base: Annotated[
        str, typer.Option(help="Address of the file downloads.", envvar=global_fund_fetching.CSV_VARIABLE)
    ] = global_fund_fetching.CSV,
    as_json: AsJson = False,
) -> None:
    """Fetch grants, budgets, disbursements, expenditures, results, allocations and eligibility of the Global Fund."""
    folder = landing_to_add_to(landing)
    try:
        service = global_fund_fetching.Service(base, csv_base)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        with Shown() as shown:
            fetched = global_fund_fetching.fetch(folder, service, shown)
    except (global_fund_fetching.Stopped, global_fund_fetching.AlreadyRunning, OSError) as error:
        stop(str(error))
    summary = fetched.summary()
    display.show_json(summary) if as_json else display.show_fetched(summary)


@fetch.command("kobo")
def kobo(
    asset: Annotated[str, typer.Argument(help="The survey's uid, from its address in KoboToolbox.")],
    partner: Annotated[str, typer.Argument(help="Folder of the partner inside partner_surveys.")],
    landing: FetchLanding = None,
    server: Annotated[str, typer.Option(help="Address of the server.")] = "https://kf.kobotoolbox.org",
) -> None:
    """Fetch a survey's form and submissions from KoboToolbox; the token comes from HR_PIPELINE_KOBO_TOKEN."""
    folder = landing_to_add_to(landing) / "partner_surveys" / partner / asset
    token = os.environ.get(kobo_fetching.TOKEN_VARIABLE, "")
    if not token:
        stop(f"set the environment variable {kobo_fetching.TOKEN_VARIABLE} to the API token of your account")
    try:
        survey = kobo_fetching.survey_on(server, asset, token)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        files = kobo_fetching.fetch_survey(survey, folder)
    except (kobo_fetching.NotFetched, OSError) as error:
        stop(str(error))
    typer.echo(f"{len(files)} files in {folder}; build with: hr-pipeline run --landing {landing}")


@fetch.command("reference")
def reference(
    landing: FetchLanding = None,
    base: Annotated[
        str, typer.Option(help="Address of the World Bank's API.", envvar=reference_fetching.API_VARIABLE)
    ] = reference_fetching.API,
    as_json: AsJson = False,
) -> None:
    """Fetch exchange rates, deflators and populations of the World Bank; they replace packaged rows of the same key."""
    folder = landing_to_add_to(landing)
    try:
        service = reference_fetching.Service(base)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        with Shown() as shown:
            fetched = reference_fetching.fetch(folder, service, shown)
    except (reference_fetching.Stopped, OSError) as error:
        stop(str(error))
    if as_json:
        return display.show_json(fetched)
    rows = ", ".join(f"{count:,} rows of {name}" for name, count in fetched["rows"].items())
    return display.console.print(
        f"Fetched {rows} (updated {fetched['updated']}) into {fetched['folder']}", markup=False
    )


def landing_to_add_to(landing: Path | None) -> Path:
    """Give the landing folder that is named; the packaged demonstration is never added to.

    Raises:
        typer.BadParameter: none is named.
    """
    if landing is None:
        raise typer.BadParameter(f"name the landing folder to add to: --landing DIR, or ${LANDING_VARIABLE}")
    return landing


def stop(message: str) -> NoReturn:
    """End with status 1: nothing was done, and the message says what to do."""
    display.errors.print(message, style="bold red", markup=False, highlight=False)
    raise typer.Exit(NOTHING_DONE)
