"""The state of a home for a person: the last run, the release and its age, and what became of each delivery."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from hr_pipeline.cli.display import console
from hr_pipeline.defs import books
from hr_pipeline.frames import as_records
from hr_pipeline.ingest.accounting import RECOGNISED
from hr_pipeline.paths import Home
from hr_pipeline.releases.age import age_days, created
from hr_pipeline.releases.compare import SHOWN, compare
from hr_pipeline.releases.write import latest


def read_status(place: Home) -> dict[str, Any]:
    """Gather what became of each delivery of the last build."""
    accounting, rejects = books.accounting(place), books.rejects(place)
    delivered = accounting[~accounting["delivery"].str.startswith("packaged/")]
    refused = delivered[delivered["outcome"] == "refused"]
    recognised = delivered[delivered["outcome"] == RECOGNISED]
    read = delivered[~delivered["outcome"].isin(["refused", RECOGNISED])]
    return {
        "accepted": sorted(set(read["delivery"]) - set(refused["delivery"])),
        "refused": [{"delivery": row["delivery"], "message": row["message"]} for row in refused.to_dict("records")],
        "recognised": as_records(recognised[["delivery", "reason", "message"]]),
        "rows": read.groupby(["delivery", "table", "outcome", "reason"])["rows"].sum().reset_index().to_dict("records"),
        "rejects": rejects.astype("object").where(rejects.notna(), None).to_dict("records"),
        "findings": _findings(pd.read_parquet(place.table("national_budget_findings"))),
        "survey_findings": _survey_findings(pd.read_parquet(place.table("survey_findings"))),
    }


def _findings(found: pd.DataFrame) -> list[dict[str, str]]:
    """List what the checks over several rows found, the worst first; refused lines are among the rejects."""
    left = found[found["severity"] != "refused"].sort_values(["severity", "row_id"])
    described = ["delivery", "sheet", "row", "column", "check", "severity", "message", "how_to_fix", "compared_with"]
    return as_records(left[described].astype("str"))


def _survey_findings(findings: pd.DataFrame) -> list[dict[str, Any]]:
    """Count what differs between exports and their forms, by delivery and code."""
    texts = findings.astype(dict.fromkeys(["delivery", "severity", "finding"], "str"))
    by = texts.groupby(["delivery", "severity", "finding", "how_to_fix"], sort=True)
    return as_records(by.agg(columns=("column", "size"), records=("rows_concerned", "sum")).reset_index())


def show_run(state: dict[str, Any], place: Home, before: Path | None) -> None:
    """Say what was refused, which release holds the build, and what changed in it."""
    show_status(state)
    newest = latest(place.releases)
    if newest is None:
        return
    manifest = json.loads((newest / "manifest.json").read_text(encoding="utf-8"))
    rows = sum(entry["rows"] for entry in manifest["tables"].values())
    console.print(f"Release [bold]{newest.name}[/] holds {len(manifest['tables'])} tables, {rows:,} rows: {newest}")
    if before == newest:
        console.print("Nothing has changed since it was published.")
    elif before:
        changes = compare(before, newest)
        counts = [
            f"{table.table} +{len(table.added)} -{len(table.removed)} ~{len(table.changed)}" for table in changes.tables
        ]
        console.print(f"Changed since {before.name}: {', '.join(counts) or 'no table'}", markup=False)


def read_age(releases: Path) -> dict[str, Any] | None:
    """Give the newest release and its age in days; None where there is none."""
    newest = latest(releases)
    if newest is None:
        return None
    days = round(age_days(newest, datetime.now(UTC)), 1)
    return {"version": newest.name, "created": created(newest).isoformat(), "age_days": days}


def show_state(state: dict[str, Any]) -> None:
    """Show the last run, the age of the release, and what became of each delivery."""
    ran, release = state["last_run"], state["release"]
    if ran:
        style = "green" if ran["status"] == "success" else "bold red"
        console.print(f"last run {ran['run'][:8]}: [{style}]{ran['status']}[/] {ran['ended'] or ran['started']}")
        if ran["why"]:
            console.print(ran["why"], style="red", markup=False)
    if release:
        console.print(f"release {release['version']} is {release['age_days']} days old")
    show_status(state)


def show_status(state: dict[str, Any]) -> None:
    """Show one line for each delivery, then each refusal, the first rejects and what exports lack."""
    table = Table("delivery", "accepted", "rejected", "left out", box=None, header_style="bold")
    rows = pd.DataFrame(state["rows"], columns=["delivery", "table", "outcome", "reason", "rows"])
    for delivery in state["accepted"]:
        sums = rows[rows["delivery"] == delivery].groupby("outcome")["rows"].sum()
        counts = [f"{int(sums.get(outcome, 0)):,}" for outcome in ("accepted", "rejected", "left_out")]
        table.add_row(delivery, *counts)
    console.print(table)
    for known in state["recognised"]:
        console.print(f"recognised {known['delivery']}: {known['reason']}, {known['message']}", markup=False)
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
