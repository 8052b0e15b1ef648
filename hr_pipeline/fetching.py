"""`hr-pipeline fetch SOURCE`: bring a source's current data into the landing folder. One command for each source.

What is asked, and how, belongs to the package of each source.
"""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hr_pipeline import views
from hr_pipeline.sources.partner_surveys import fetching as kobo_fetching
from hr_pipeline.workplace import LANDING_VARIABLE

NOTHING_DONE = 1

fetch = typer.Typer(help="Bring a source's current data into the landing folder.", no_args_is_help=True)

FetchLanding = Annotated[
    Path | None, typer.Option("--landing", help="Folder of deliveries to add to.", envvar=LANDING_VARIABLE)
]


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
    views.errors.print(message, style="bold red", markup=False, highlight=False)
    raise typer.Exit(NOTHING_DONE)
