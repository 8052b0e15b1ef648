"""What the `hr-pipeline` command reads for a person and how it shows it; no figure is computed here."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from hr_pipeline.ingest.snapshots import not_kept, snapshot_path
from hr_pipeline.paths import Home
from hr_pipeline.provenance.replay import EQUAL, Step
from hr_pipeline.provenance.trace import Book, Contribution, Figure
from hr_pipeline.releases.compare import SHOWN, Changes
from hr_pipeline.releases.verify import verify_snapshots
from hr_pipeline.releases.write import latest, versions
from hr_pipeline.schemas.tables import SOURCE_TABLES

PIPED_WIDTH = 400
"""Width of lines where nobody looks at a screen: long ids stay whole."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
errors = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED_WIDTH)


def show_json(data: Any) -> None:
    """Print data as JSON, and nothing else."""
    print(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def read_status(place: Home) -> dict[str, Any]:
    """Gather what became of each delivery of the last build."""
    books = [*SOURCE_TABLES, "sources"]
    accounting = pd.concat([pd.read_parquet(place.accounting(name)) for name in books], ignore_index=True)
    rejects = pd.concat([pd.read_parquet(place.rejects(name)) for name in SOURCE_TABLES], ignore_index=True)
    delivered = accounting[~accounting["delivery"].str.startswith("packaged/")]
    refused = delivered[delivered["outcome"] == "refused"]
    read = delivered[delivered["outcome"] != "refused"]
    return {
        "accepted": sorted(set(read["delivery"]) - set(refused["delivery"])),
        "refused": [{"delivery": row["delivery"], "message": row["message"]} for row in refused.to_dict("records")],
        "rows": read.groupby(["delivery", "table", "outcome", "reason"])["rows"].sum().reset_index().to_dict("records"),
        "rejects": rejects.astype("object").where(rejects.notna(), None).to_dict("records"),
        "findings": _findings(pd.read_parquet(place.table("national_budget_findings"))),
        "survey_findings": _survey_findings(pd.read_parquet(place.table("survey_findings"))),
    }


def _findings(found: pd.DataFrame) -> list[dict[str, str]]:
    """List what the checks over several rows found, the worst first; refused lines are among the rejects."""
    left = found[found["severity"] != "refused"].sort_values(["severity", "row_id"])
    described = ["delivery", "sheet", "row", "column", "check", "severity", "message", "how_to_fix", "compared_with"]
    return left[described].astype("str").to_dict("records")


def _survey_findings(findings: pd.DataFrame) -> list[dict[str, Any]]:
    """Count what differs between exports and their forms, by delivery and code."""
    texts = findings.astype(dict.fromkeys(["delivery", "severity", "finding"], "str"))
    by = texts.groupby(["delivery", "severity", "finding", "how_to_fix"], sort=True)
    return by.agg(columns=("column", "size"), records=("rows_concerned", "sum")).reset_index().to_dict("records")


def show_run(state: dict[str, Any], place: Home) -> None:
    """Say what was built, what was refused, and where the release lies."""
    show_status(state)
    newest = latest(place.releases)
    if newest:
        manifest = json.loads((newest / "manifest.json").read_text(encoding="utf-8"))
        rows = sum(entry["rows"] for entry in manifest["tables"].values())
        console.print(f"Release [bold]{newest.name}[/] holds {len(manifest['tables'])} tables, {rows:,} rows: {newest}")


def show_fetched(summary: dict[str, Any]) -> None:
    """Show how each set came, and where the new delivery lies."""
    table = Table("set", "came as", "rows", "files", box=None, header_style="bold")
    for found in summary["sets"]:
        table.add_row(found["set"], found["way"], f"{found['rows']:,}", f"{found['files']:,}")
    console.print(table)
    console.print(f"Fetched into [bold]{summary['folder']}[/]; the next run reads it", soft_wrap=True)


def show_status(state: dict[str, Any]) -> None:
    """Show one line for each delivery, then each refusal, the first rejects and what exports lack."""
    table = Table("delivery", "accepted", "rejected", "left out", box=None, header_style="bold")
    rows = pd.DataFrame(state["rows"], columns=["delivery", "table", "outcome", "reason", "rows"])
    for delivery in state["accepted"]:
        sums = rows[rows["delivery"] == delivery].groupby("outcome")["rows"].sum()
        counts = [f"{int(sums.get(outcome, 0)):,}" for outcome in ("accepted", "rejected", "left_out")]
        table.add_row(delivery, *counts)
    console.print(table)
    for refusal in state["refused"]:
        console.print("[bold red]refused[/]", end=" ")
        console.print(f"{refusal['delivery']}: {refusal['message']}", markup=False)
    for reject in state["rejects"][:SHOWN]:
        where = f"{reject['delivery']} {reject['sheet']} row {reject['row']} {reject['column']}".replace("  ", " ")
        console.print("[yellow]rejected[/]", end=" ")
        console.print(f"{where}: {reject['message']}; found {reject['raw_value']!r}", markup=False)
    if len(state["rejects"]) > SHOWN:
        console.print(f"... and {len(state['rejects']) - SHOWN:,} more rejects: hr-pipeline status --json")
    _show_findings(state["findings"])
    for finding in state["survey_findings"]:
        console.print(f"[yellow]{finding['severity']:<8}[/]", end=" ")
        what = f"{finding['finding']} in {finding['columns']} places, {finding['records']:,} records"
        console.print(f"{finding['delivery']}: {what}. How to fix it: {finding['how_to_fix']}", markup=False)


def _show_findings(findings: list[dict[str, str]]) -> None:
    for finding in findings[:SHOWN]:
        where = f"{finding['delivery']} {finding['sheet']} row {finding['row']} {finding['column']}".replace("  ", " ")
        console.print(f"[yellow]{finding['severity']}[/]", end=" ")
        console.print(f"{where}: {finding['message']} How to fix it: {finding['how_to_fix']}", markup=False)
    if len(findings) > SHOWN:
        console.print(f"... and {len(findings) - SHOWN:,} more findings: hr-pipeline status --json")


def read_releases(folder: Path) -> list[dict[str, Any]]:
    """List the releases with their date, content root, rows and whether they are the newest."""
    newest = latest(folder)
    found = []
    for release in versions(folder):
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        kept = {key: manifest[key] for key in ("version", "created", "content_root", "previous")}
        found.append(kept | {"is_latest": release == newest, "folder": str(release)})
    return found


def show_releases(found: list[dict[str, Any]]) -> None:
    """Show one line for each release."""
    table = Table("version", "created", "content root", "folder", box=None, header_style="bold")
    for release in found:
        star = " (latest)" if release["is_latest"] else ""
        table.add_row(release["version"] + star, release["created"], release["content_root"][:16], release["folder"])
    console.print(table)


def show_changes(changes: Changes) -> None:
    """Show changed sources, then each changed table with its first changed values."""
    console.print(f"{changes.before} -> {changes.after}", style="bold")
    for source in changes.sources:
        word = "new" if not source["before"] else "gone" if not source["after"] else "other bytes"
        console.print(f"  source {word}: {source['delivery']}", markup=False)
    for table in changes.tables:
        counts = f"+{len(table.added)} -{len(table.removed)} rows, {len(table.changed)} values changed"
        console.print(f"{table.table}: {counts}", style="bold")
        for label, names in (("+", table.added), ("-", table.removed)):
            for name in names[:SHOWN]:
                console.print(f"  {label} {name}", markup=False)
        for change in table.changed[:SHOWN]:
            console.print(f"  {change['figure']}: {change['before']} -> {change['after']}", markup=False)
    if not changes.tables:
        console.print("No table has changed.")


def show_verdict(result: dict[str, Any]) -> None:
    """Say whether a release is whole, or what is wrong."""
    for wrong in result["wrong"]:
        console.print(wrong, style="bold red", markup=False)
    for note in result["notes"]:
        console.print(note, markup=False)
    if not result["wrong"]:
        console.print(f"{result['release']} is whole.", style="bold green", markup=False)


def snapshots_of(place: Home) -> Callable[[str], Path]:
    """Give a home's archived file of a hash."""
    return lambda sha256: snapshot_path(place.snapshots, sha256)


def check_snapshots(release: Path, place: Home) -> tuple[list[str], list[str]]:
    """Check the archived files of a release where there is an archive.

    Returns:
        What is wrong, and what could not be checked.
    """
    if not place.snapshots.is_dir():
        return [], [f"snapshots were not checked: no archive at {place.snapshots}; name the home with --home"]
    sources = pd.read_parquet(release / "sources.parquet")
    gone = not_kept(sources, place.snapshots)["delivery"]
    notes = [f"not kept, as it is confidential: {name}" for name in gone]
    return verify_snapshots(sources, snapshots_of(place)), notes


def open_book(release: Path, place: Home) -> Book:
    """Open a release for tracing; at home also what it withholds."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    private = place.private / release.name
    books = private if (private / "lineage.parquet").is_file() else release
    lineage, sources = (pd.read_parquet(books / f"{name}.parquet") for name in ("lineage", "sources"))
    return Book(manifest, release / "tables", lineage, sources)


def trace_data(figure: Figure, steps: list[Step]) -> dict[str, Any]:
    """Give a trace as plain data."""
    return {"figure": asdict(figure), "replay": [asdict(step) for step in steps]}


def show_trace(figure: Figure, steps: list[Step]) -> None:
    """Show a trace as a tree: the figure, its contributions, the cells they rest on."""
    tree = Tree(_title(figure))
    _branch(tree, figure)
    console.print(tree)
    for step in steps:
        style = "green" if step.verdict == EQUAL else "red" if step.found else "yellow"
        console.print(f"[{style}]{step.verdict:<9}[/]", end=" ")
        shown = step.published if step.verdict == EQUAL else f"{step.published} | {step.found}"
        console.print(f"{step.what}: {shown}", markup=False)


def _title(figure: Figure) -> str:
    value = (
        f"missing: {figure.missing_reason}" if figure.value is None else f"{figure.value:,.4f}".rstrip("0").rstrip(".")
    )
    return f"[bold]{figure.id}[/] = {value} {figure.unit}   ({figure.formula})"


def _branch(tree: Tree, figure: Figure) -> None:
    """Add a figure's contributions, the largest first; the text shows the first SHOWN, JSON all."""
    ordered = sorted(figure.contributions, key=lambda part: -abs(part.contribution or 0))
    for part in ordered[:SHOWN]:
        below = tree.add(_line(part))
        if part.figure:
            _branch(below, part.figure)
    if len(ordered) > SHOWN:
        rest = sum(part.contribution or 0 for part in ordered[SHOWN:])
        tree.add(f"... and {len(ordered) - SHOWN:,} more, together {rest:,.2f}: --format json shows all")


def _line(part: Contribution) -> str:
    value = (
        "withheld"
        if part.contribution is None
        else f"{part.contribution:,.6g}"
        if abs(part.contribution) < 1
        else f"{part.contribution:,.2f}"
    )
    if part.cell:
        note = " [yellow]illustrative[/]" if part.cell.is_illustrative else ""
        raw = part.cell.raw_value or "(withheld)"
        place = f"{part.cell.delivery} {part.cell.locator}".replace("[", "\\[")
        steps = f" ({part.cell.steps})".replace("[", "\\[") if part.cell.steps else ""
        return f"{part.role} {value} <- {part.table} {place} '{raw}'{steps}{note}"
    return f"{part.role} {value} <- {_title(part.figure) if part.figure else part.table}"
