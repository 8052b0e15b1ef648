"""How the commands about releases show what they found; no figure is computed here."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from hr_pipeline.cli.display import console, show_json
from hr_pipeline.ingest.keeping import snapshot_path
from hr_pipeline.ingest.snapshots import not_kept
from hr_pipeline.paths import Home
from hr_pipeline.provenance.replay import Step
from hr_pipeline.provenance.replayer import DIFFERENT, EQUAL
from hr_pipeline.provenance.trace import Book, Contribution, Figure
from hr_pipeline.provenance.trace_documents import formula_text, html_page, largest_first, number_text, prov
from hr_pipeline.releases.compare import SHOWN, Changes
from hr_pipeline.releases.ledger import newest, read_ledger, read_manifest
from hr_pipeline.releases.row_verdicts import TableVerdict
from hr_pipeline.releases.verify import verify_snapshots

FOUND = 200
"""So many figures are listed; JSON lists all."""


def read_releases(folder: Path) -> list[dict[str, Any]]:
    """List every version ever published: its state, date, content root, and whether it is the newest."""
    ledger = read_ledger(folder)
    last = newest(ledger)
    return [
        {
            "version": entry.version,
            "state": entry.state,
            "reason": entry.reason,
            "created": (read_manifest(folder / entry.version) or {}).get("created", ""),
            "content_root": entry.content_root,
            "is_latest": entry == last,
            "folder": str(folder / entry.version),
        }
        for entry in ledger
    ]


def show_releases(found: list[dict[str, Any]]) -> None:
    """Show one line for each release."""
    table = Table("version", "state", "created", "content root", "folder", box=None, header_style="bold")
    for release in found:
        star = " (latest)" if release["is_latest"] else ""
        state = f"{release['state']}: {release['reason']}" if release["reason"] else release["state"]
        root = release["content_root"][:16]
        table.add_row(release["version"] + star, state, release["created"], root, release["folder"])
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


def verdict(release: str, wrong: list[str], notes: list[str], tables: list[TableVerdict]) -> dict[str, Any]:
    """Put together what was found about a release.

    Returns:
        release, what is wrong, notes, what could not be proven, the number of tables proven, and the tables' verdicts.
    """
    unproven = [table.described for table in tables if table.verdict not in (EQUAL, DIFFERENT)]
    proven = sum(table.verdict == EQUAL for table in tables)
    described = [asdict(table) for table in tables]
    found = {"release": release, "wrong": wrong, "notes": notes, "not_proven": unproven}
    return found | {"proven": proven, "tables": described}


def show_verdict(result: dict[str, Any]) -> None:
    """Say what holds, what does not, and what could not be proven; a release is called whole only where all holds."""
    for lines, style in ((result["wrong"], "bold red"), (result["not_proven"], "yellow"), (result["notes"], "")):
        for line in lines:
            console.print(line, style=style, markup=False)
    if result["tables"]:
        console.print(f"{result['proven']} tables proven, {len(result['tables']) - result['proven']} not proven")
    if result["wrong"]:
        console.print(f"{result['release']} does NOT hold.", style="bold red", markup=False)
    elif result["not_proven"]:
        console.print(f"{result['release']}: nothing was found wrong, not everything is proven.", markup=False)
    else:
        console.print(f"{result['release']} is whole.", style="bold green", markup=False)


def show_evidence(packed: dict[str, Any], release: Path, target: Path) -> None:
    """Say what was packed, what was left out and why, and how to use it."""
    for file in packed["left_out"]:
        console.print(f"left out ({file['reason']}): {file['delivery']}", markup=False)
    console.print(f"{len(packed['files']):,} files packed into {target}", markup=False)
    console.print(
        f"Replay the figures: python {release / 'replay.py'} --evidence {target}", markup=False, soft_wrap=True
    )


def show_scrubbed(result: dict[str, Any], archive: Path) -> None:
    """Say how many snapshots were hashed, and which were healed or are damaged."""
    for sha256 in result["healed"]:
        console.print(f"healed from the landing folder: {sha256}")
    for sha256 in result["damaged"]:
        console.print(f"{snapshot_path(archive, sha256)} does not hold the bytes of its name", style="bold red")
    if result["damaged"]:
        console.print("How to fix it: deliver these files again and run `hr-pipeline scrub` with that landing folder")
    console.print(f"{result['checked']:,} snapshots, {len(result['damaged'])} damaged")


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
    listed = place.private / release.name / "sources.parquet"
    sources = pd.read_parquet(listed if listed.is_file() else release / "sources.parquet")
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


def show_found(figures: list[str]) -> None:
    """List figures, and how many they are by table."""
    for name in figures[:FOUND]:
        console.print(name, markup=False, soft_wrap=True)
    counts = Counter(name.partition("/")[0] for name in figures)
    described = ", ".join(f"{count:,} in {table}" for table, count in counts.most_common())
    console.print(f"{len(figures):,} figures{': ' + described if figures else ''}", markup=False, soft_wrap=True)


def show_document(figure: Figure, steps: list[Step], form: str, release: str) -> None:
    """Show a trace in the form that is asked for."""
    if form == "json":
        show_json(trace_data(figure, steps))
    elif form == "prov":
        show_json(prov(figure))
    elif form == "html":
        print(html_page(figure, release, steps))
    else:
        show_trace(figure, steps)


def show_trace(figure: Figure, steps: list[Step]) -> None:
    """Show a trace as a tree: the figure, its contributions, the cells they rest on."""
    tree = Tree(escape(_title(figure)))
    _branch(tree, figure)
    console.print(tree)
    for step in steps:
        style = {EQUAL: "green", DIFFERENT: "red"}.get(step.verdict, "yellow")
        console.print(f"[{style}]{step.verdict:<11}[/]", end=" ")
        shown = step.published if step.verdict == EQUAL else f"{step.published} | {step.found}"
        console.print(f"{step.what}: {shown}", markup=False)
    if steps:
        counts = Counter(step.verdict for step in steps)
        console.print(", ".join(f"{count:,} {verdict}" for verdict, count in counts.items()))


def _title(figure: Figure) -> str:
    value = f"missing: {figure.missing_reason}" if figure.value is None else number_text(figure.value)
    made = f" = {formula_text(figure)}" if figure.value is not None and figure.formula else ""
    return f"{figure.id} = {value} {figure.unit}   ({figure.formula}{made})  {figure.name}"


def _branch(tree: Tree, figure: Figure) -> None:
    """Add a figure's contributions, the largest first; the text folds a long sum, JSON shows all."""
    ordered = largest_first(figure)
    for part in ordered[:SHOWN]:
        below = tree.add(escape(_line(part)))
        if part.figure:
            _branch(below, part.figure)
    if len(ordered) > SHOWN:
        rest = sum(part.contribution or 0 for part in ordered[SHOWN:])
        tree.add(f"... and {len(ordered) - SHOWN:,} more, together {rest:,.2f}: --format json shows all")


def _line(part: Contribution) -> str:
    value = number_text(part.contribution)
    if not part.cell:
        return f"{part.role} {value} <- {_title(part.figure) if part.figure else part.table}"
    cell = part.cell
    raw, note = cell.raw_value or "(withheld)", " illustrative" if cell.is_illustrative else ""
    how = "; ".join(text for text in (cell.steps, cell.derivation) if text)
    return f"{part.role} {value} <- {part.table} {cell.delivery} {cell.locator} '{raw}' ({how}){note}"
