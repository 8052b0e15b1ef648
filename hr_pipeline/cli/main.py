"""The `hr-pipeline` command. Each command reads its options, calls one function, shows what came back.

Exit status: 0 done; 3 done, but deliveries were refused; 1 nothing done, or the last run failed; 2 wrong usage;
4 nothing found wrong, but not everything could be proven.
"""

import json
import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from hr_pipeline.cli import build_state, display
from hr_pipeline.cli.alerts import send_test_alert
from hr_pipeline.cli.check import check
from hr_pipeline.cli.errors import in_words
from hr_pipeline.cli.fetching import fetch
from hr_pipeline.cli.layouts import layout
from hr_pipeline.cli.options import DONE, NOTHING_DONE, REFUSED, AsJson, HomeOption, LandingOption, find_release, stop
from hr_pipeline.cli.progress import progress
from hr_pipeline.cli.proof import register
from hr_pipeline.cli.report import LANGUAGES, CountryCodes, LanguageOption, report
from hr_pipeline.ingest.snapshots import KEEP_CONFIDENTIAL
from hr_pipeline.paths import Home, default_home, default_landing
from hr_pipeline.releases.ledger import DamagedLedger
from hr_pipeline.releases.write import latest

app = typer.Typer(
    help="The open data pipeline for harm reduction funding and coverage.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(fetch, name="fetch")
app.add_typer(layout, name="layout")
register(app)
app.command("check")(check)
app.command("alert")(send_test_alert)


@app.command()
def run(
    landing: LandingOption = None,
    home: HomeOption = None,
    no_release: bool = False,
    keep_confidential: Annotated[
        bool,
        typer.Option("--keep-confidential", help="Keep confidential files, to replay them.", envvar=KEEP_CONFIDENTIAL),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build every table, and publish a release if anything changed."""
    folder = landing or default_landing()
    if not folder.is_dir():
        stop(f"no landing folder at {folder}: create it, or name another with --landing")
    os.environ[KEEP_CONFIDENTIAL] = "yes" if keep_confidential else "no"
    place = Home((home or default_home()).resolve())
    before = latest(place.releases)
    with progress():
        _build(folder, place, "build" if no_release else "build_and_release")
    state = build_state.read_status(place)
    display.show_json(state) if as_json else build_state.show_run(state, place, before)
    if not state["accepted"]:
        stop("no delivery could be used; the messages above say how to fix each")
    raise typer.Exit(REFUSED if state["refused"] else DONE)


def _build(landing: Path, place: Home, job: str) -> None:
    """Run a job, unless a look at the home shows that nothing has changed since the last run."""
    from hr_pipeline.defs.looking import note_run, nothing_has_changed

    if nothing_has_changed(landing, place, job):
        logging.getLogger("hr_pipeline").info("nothing has changed since the last run: all tables are up to date")
        return
    from hr_pipeline.defs import running  # loads Dagster, which takes longer than the look

    try:
        running.run(job, running.prepare(landing, place.root))
    except running.BuildFailed as error:
        stop(str(error))
    note_run(place, job)


@app.command()
def status(home: HomeOption = None, as_json: AsJson = False) -> None:
    """Show the last run, the age of the release, and what became of each delivery; ends as the last run did."""
    place = Home(home or default_home())
    if not place.table("sources").is_file():
        stop(f"nothing was built in {place.root} yet: hr-pipeline run --home {place.root}")
    from hr_pipeline.defs.history import last_run

    ran = last_run(place.dagster.resolve())
    state = build_state.read_status(place) | {"last_run": ran, "release": build_state.read_age(place.releases)}
    display.show_json(state) if as_json else build_state.show_state(state)
    failed = ran is not None and ran["status"] in ("failure", "canceled")
    raise typer.Exit(NOTHING_DONE if failed else REFUSED if state["refused"] else DONE)


@app.command(name="methods")
def show_methods(
    table: Annotated[str, typer.Argument(help="A published table; all of them when empty.")] = "",
    release: Annotated[str, typer.Option(help="Version, or folder of a release; the newest when empty.")] = "",
    home: HomeOption = None,
) -> None:
    """Print how a release's tables were made, what they rest on and what they cannot say."""
    from hr_pipeline.releases.methods import FILE, section

    folder = find_release(Home(home or default_home()), release)
    text = (folder / FILE).read_text(encoding="utf-8")
    try:
        typer.echo(section(text, table) if table else text, nl=False)
    except KeyError:
        stop(f"{folder.name} publishes no table {table}: hr-pipeline methods shows all")


@app.command()
def ui(
    landing: LandingOption = None,
    home: HomeOption = None,
    port: int = 3000,
    host: str = "127.0.0.1",
    read_only: Annotated[bool, typer.Option("--read-only", help="For auditors: look at everything, start nothing.")] = (
        False
    ),
) -> None:
    """Open Dagster's web server and daemon on this home; only pages of this server can start anything."""
    from hr_pipeline.defs import running, serving

    running.prepare(landing or default_landing(), home or default_home())
    typer.echo(f"Dagster opens at http://{host}:{port}; stop it with Ctrl-C")
    raise typer.Exit(serving.serve(host, port, read_only))


@app.command(name="report")
def write_report(
    countries: CountryCodes = None,
    language: LanguageOption = LANGUAGES,
    release: Annotated[str, typer.Option(help="Version, or folder of a release; the newest when empty.")] = "",
    folder: Annotated[Path | None, typer.Option(help="Where the site is written; HOME/site when empty.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print each named country as PDF.")] = False,
    home: HomeOption = None,
) -> None:
    """Write a release as a site for people: profiles, briefs, explorer, each number with its evidence."""
    place = Home(home or default_home())
    report(folder or place.site, find_release(place, release), list(countries or []), language, pdf)


@app.command()
def instruments(folder: Annotated[Path, typer.Argument(help="Folder to write them into.")]) -> None:
    """Write the consortium's questionnaires as XLSForms, for KoboToolbox, ODK or SurveyCTO."""
    from hr_pipeline.instruments import copy_forms

    for form in copy_forms(folder):
        typer.echo(form)


def main() -> None:
    """Run the command; what a person can put right is a message, never a traceback."""
    try:
        app()
    except (OSError, json.JSONDecodeError, DamagedLedger) as error:
        display.errors.print(in_words(error), style="bold red", markup=False, soft_wrap=True)
        raise SystemExit(NOTHING_DONE) from error


if __name__ == "__main__":
    main()
