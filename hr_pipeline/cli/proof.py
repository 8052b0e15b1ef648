"""The commands about releases: list, compare, verify, withdraw, trace a figure, and scrub the archive."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hr_pipeline.cli import causes_display, display, proof_display
from hr_pipeline.cli.options import (
    DONE,
    NOT_PROVEN,
    NOTHING_DONE,
    AsJson,
    HomeOption,
    LandingOption,
    find_release,
    stop,
)
from hr_pipeline.ingest.keeping import scrub
from hr_pipeline.paths import Home, default_home, default_landing
from hr_pipeline.provenance.lookup import figures_resting_on, figures_with_value
from hr_pipeline.provenance.replay import replay
from hr_pipeline.provenance.replayer import DIFFERENT, EQUAL
from hr_pipeline.provenance.trace import Book, UnknownFigure, trace
from hr_pipeline.releases.compare import compare
from hr_pipeline.releases.evidence import NotWhole, write_evidence
from hr_pipeline.releases.ledger import DamagedLedger, UnknownVersion
from hr_pipeline.releases.row_verdicts import TableVerdict
from hr_pipeline.releases.verify import verify_release
from hr_pipeline.releases.verify_release import check
from hr_pipeline.releases.write import withdraw


def list_releases(home: HomeOption = None, as_json: AsJson = False) -> None:
    """List the releases of a home, oldest first, with those withdrawn, missing or damaged."""
    try:
        found = proof_display.read_releases(Home(home or default_home()).releases)
    except DamagedLedger as error:
        stop(str(error))
    display.show_json(found) if as_json else proof_display.show_releases(found)


def diff(
    before: str,
    after: str,
    cause: Annotated[
        bool, typer.Option("--by-cause", help="Build each cause's inputs again: by how much each moved a figure.")
    ] = False,
    figure: Annotated[
        str, typer.Option(help="With --by-cause: ids of figures, * for anything; the headline tables when empty.")
    ] = "headline_*",
    home: HomeOption = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed from one release to another (versions, or folders), with --by-cause also why."""
    place = Home(home or default_home())
    releases = find_release(place, before), find_release(place, after)
    if cause:
        _show_causes(*releases, place, figure, is_json=as_json)
    changes = compare(*releases)
    display.show_json(changes.as_dict()) if as_json else proof_display.show_changes(changes)


def _show_causes(before: Path, after: Path, place: Home, figure: str, *, is_json: bool) -> NoReturn:
    """Divide the changes among their causes; not everything is proven where a file was not kept."""
    from hr_pipeline.defs.attributing import by_cause

    try:
        with tempfile.TemporaryDirectory() as scratch:
            parts, notes = by_cause(before, after, place, Path(scratch), figure)
    except FileNotFoundError as error:
        stop(f"{error}. How to fix it: name the home that published both releases with --home")
    result = causes_display.causes(before.name, after.name, parts, notes)
    display.show_json(result) if is_json else causes_display.show_causes(result)
    raise typer.Exit(NOT_PROVEN if notes else DONE)


def verify(
    path: Annotated[str, typer.Argument(help="Version, or folder of a release; the newest when empty.")] = "",
    replay: Annotated[bool, typer.Option("--replay", help="Build it again from its snapshots and compare.")] = False,
    key: Annotated[str, typer.Option(help="Public key that must have signed it, as hexadecimal text.")] = "",
    home: HomeOption = None,
    as_json: AsJson = False,
) -> None:
    """Check a release: files, content root, chain and signature, tables' rows, snapshots in the home's archive."""
    place = Home(home or default_home())
    folder = find_release(place, path)
    wrong, notes = check(folder, key)
    wrong = wrong or verify_release(folder)
    if not wrong:
        wrong, described = proof_display.check_snapshots(folder, place)
        notes += described
    tables: list[TableVerdict] = []
    if replay and not wrong:
        tables, described = _rebuilt(folder, place)
        wrong, notes = [table.described for table in tables if table.verdict == DIFFERENT], notes + described
    result = proof_display.verdict(str(folder), wrong, notes, tables)
    display.show_json(result) if as_json else proof_display.show_verdict(result)
    raise typer.Exit(NOTHING_DONE if wrong else NOT_PROVEN if result["not_proven"] else DONE)


def _rebuilt(folder: Path, place: Home) -> tuple[list[TableVerdict], list[str]]:
    """Write the snapshots into a landing folder, run the whole job on them in a fresh home, and compare."""
    from hr_pipeline.defs.rebuilding import rebuilt

    with tempfile.TemporaryDirectory() as scratch:
        return rebuilt(folder, place, Path(scratch))


def withdraw_release(
    version: str,
    reason: Annotated[str, typer.Option(help="Why; shown to everybody who reads or verifies the release.")],
    home: HomeOption = None,
) -> None:
    """Withdraw a release: it is the newest no more; its folder stays, so that its figures can still be looked up."""
    place = Home(home or default_home())
    if not reason.strip():
        stop("--reason is empty. How to fix it: state in one sentence what is wrong with the release")
    try:
        withdraw(place.releases, version, reason.strip(), datetime.now(UTC))
    except (UnknownVersion, DamagedLedger) as error:
        stop(str(error))
    typer.echo(f"{version} is withdrawn: {reason.strip()}")


def evidence(
    release: Annotated[str, typer.Argument(help="Version, or folder of a release; the newest when empty.")] = "",
    to: Annotated[Path | None, typer.Option(help="The archive to write; evidence-VERSION.zip when empty.")] = None,
    home: HomeOption = None,
    as_json: AsJson = False,
) -> None:
    """Pack the open source files that a release's figures rest on, so that anybody can replay them offline."""
    place = Home(home or default_home())
    folder = find_release(place, release)
    target = to or Path(f"evidence-{folder.name}.zip")
    try:
        packed = write_evidence(folder, proof_display.snapshots_of(place), target)
    except NotWhole as error:
        stop(str(error))
    display.show_json(packed) if as_json else proof_display.show_evidence(packed, folder, target)


def scrub_archive(landing: LandingOption = None, home: HomeOption = None, as_json: AsJson = False) -> None:
    """Hash every snapshot of the archive; heal those that changed from the landing folder, and name the others."""
    place = Home(home or default_home())
    checked, healed, damaged = scrub(place.snapshots, landing or default_landing())
    result = {"checked": checked, "healed": healed, "damaged": damaged}
    display.show_json(result) if as_json else proof_display.show_scrubbed(result, place.snapshots)
    raise typer.Exit(NOTHING_DONE if damaged else DONE)


FORMS = ("text", "json", "prov", "html")


def trace_figure(
    figure: Annotated[str, typer.Argument(help="table/key/.../column; * stands for any one key.")] = "",
    release: Annotated[str, typer.Option(help="Version, or folder of a release; the newest when empty.")] = "",
    replay_cells: Annotated[bool, typer.Option("--replay", help="Read the archived cells again and compare.")] = False,
    form: Annotated[str, typer.Option("--format", help="text, json, prov (W3C PROV-JSON) or html")] = "text",
    value: Annotated[float | None, typer.Option(help="Find the figures with this value.")] = None,
    rests_on: Annotated[str, typer.Option(help="Find what rests on FILE, FILE:ROW or 'FILE LOCATOR'.")] = "",
    home: HomeOption = None,
) -> None:
    """Walk from one figure to the cells it rests on; or find figures by value, or by the file, row or cell below."""
    if form not in FORMS or sum([bool(figure), value is not None, bool(rests_on)]) != 1:
        raise typer.BadParameter(f"name a figure, --value or --rests-on; --format is one of {', '.join(FORMS)}")
    place = Home(home or default_home())
    folder = find_release(place, release)
    book = proof_display.open_book(folder, place)
    if not figure:
        _look_up(book, value, rests_on, is_json=form == "json")
    try:
        found = trace(book, figure)
    except UnknownFigure as error:
        stop(str(error))
    steps = replay(found, proof_display.snapshots_of(place)) if replay_cells else []
    proof_display.show_document(found, steps, form, folder.name)
    raise typer.Exit(_status([step.verdict for step in steps]))


def _status(verdicts: list[str]) -> int:
    return NOTHING_DONE if DIFFERENT in verdicts else NOT_PROVEN if set(verdicts) - {EQUAL} else DONE


def _look_up(book: Book, value: float | None, rests_on: str, *, is_json: bool) -> NoReturn:
    if value is not None:
        found = figures_with_value(book.tables, book.manifest, value)
    else:
        try:
            found = figures_resting_on(book.tables, book.manifest, book.lineage, rests_on)
        except ValueError as error:
            stop(str(error))
    display.show_json(found) if is_json else proof_display.show_found(found)
    raise typer.Exit(DONE if found else NOTHING_DONE)


def register(app: typer.Typer) -> None:
    """Add these commands to the `hr-pipeline` command."""
    app.command(name="releases")(list_releases)
    app.command(name="diff")(diff)
    app.command(name="verify")(verify)
    app.command(name="withdraw")(withdraw_release)
    app.command(name="scrub")(scrub_archive)
    app.command(name="evidence")(evidence)
    app.command(name="trace")(trace_figure)
