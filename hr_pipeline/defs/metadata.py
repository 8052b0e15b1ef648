"""What Dagster shows of a table: owners, groups, kinds and tags before it exists, metadata and checks once it does.

No rows of confidential deliveries are ever shown, and never more than ten.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import dagster as dg
import pandas as pd

from hr_pipeline.defs.records import Record
from hr_pipeline.defs.store import Unchanged
from hr_pipeline.disclosure.figures import people_columns
from hr_pipeline.provenance.fingerprint import fingerprint, version
from hr_pipeline.schemas.gate import Built
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES, SURVEY_TABLES, describe, grain, keys, kinds

OWNERS = ["team:harm-reduction-data"]
SEVERITY, SERIOUS = "severity", ["warning", "error", "refused"]
PREVIEW_ROWS = 10
SHOWN_REJECTS = 20
AGREES, DISAGREES = "agrees", "no"
REPRODUCED_CHECK = "published_figures_come_out_again"
SCHEMA_CHECK, ACCEPTED_CHECK, SOUND_CHECK = "fits_its_schema", "every_row_was_accepted", "nothing_is_left_to_look_at"


def table_spec(name: str, group: str, layer: str) -> dict[str, Any]:
    """Give the arguments that every asset shares."""
    return {
        "key": name,
        "group_name": group,
        "owners": OWNERS,
        "kinds": {"pandas", "parquet"},
        "tags": {"layer": layer, "personal_data": "none"},
        "description": f"{grain(name)}\n\nKey: {', '.join(keys(name))}.",
        "metadata": {"dagster/column_schema": column_schema(name)},
    }


def column_schema(name: str) -> dg.TableSchema:
    """Show a table's columns with type, unit and description."""
    columns = [
        dg.TableColumn(
            column["name"],
            column["type"],
            description=" ".join(part for part in (column["description"], _in_brackets(column["unit"])) if part),
            constraints=dg.TableColumnConstraints(unique=[column["name"]] == keys(name)),
        )
        for column in describe(name)
    ]
    return dg.TableSchema(columns=columns)


def _in_brackets(unit: str) -> str:
    return f"[{unit}]" if unit else ""


def check_specs(name: str, is_source: bool) -> list[dg.AssetCheckSpec]:
    """Give a table's check: whether all that was delivered was accepted, or that a computed table keeps its rules.

    Both are evidence: the gate stands before the write, and rows that are not accounted for stop the build. A table of
    findings tells instead whether any is more than a note.
    """
    if SEVERITY in kinds(name):
        described = "No finding of the checks is more than a note"
        return [dg.AssetCheckSpec(SOUND_CHECK, asset=name, description=described)]
    if AGREES in kinds(name):
        described = "Our functions give every published figure whose inputs are published"
        return [dg.AssetCheckSpec(REPRODUCED_CHECK, asset=name, description=described)]
    if is_source:
        described = "No delivery was refused and no row rejected; rows read = accepted + rejected + left out"
        return [dg.AssetCheckSpec(ACCEPTED_CHECK, asset=name, description=described)]
    return [dg.AssetCheckSpec(SCHEMA_CHECK, asset=name, description="Every row keeps every rule of the schema")]


def materialised(
    built: Built, made_of: Mapping[str, str] | None = None, key: str = "", more: Mapping[str, Any] | None = None
) -> dg.MaterializeResult:
    """Hand a gated table to the store with its fingerprint as data version, metadata and check results.

    Args:
        built: the gated table.
        made_of: name -> version of everything it was made of.
        key: what it was made from, see `records.key_of`; empty where it has to be made anew each time.
        more: more metadata.
    """
    content, check = fingerprint(built.table), _check_result(built)
    notes = {
        "inputs": " ".join(f"{name}={given}" for name, given in (made_of or {}).items()),
        "fingerprint": content,
        "version": version(built.table, content),
        "key": key,
        "passed": "yes" if check.passed else "no",
    }
    return dg.MaterializeResult(
        asset_key=built.name,
        value=replace(built, notes=built.notes | notes),
        data_version=dg.DataVersion(content),
        metadata=_metadata(built) | {"fingerprint": content} | dict(more or {}),
        check_results=[check],
    )


def unchanged(name: str, known: Record) -> dg.MaterializeResult:
    """Report a stored table that still holds, with the fingerprint and the outcome of its check."""
    (check,) = check_specs(name, is_source=name in SOURCE_TABLES)
    return dg.MaterializeResult(
        asset_key=name,
        value=Unchanged(name),
        data_version=dg.DataVersion(known.fingerprint),
        metadata={"dagster/row_count": known.rows, "fingerprint": known.fingerprint, "unchanged": True},
        check_results=[
            dg.AssetCheckResult(
                passed=known.passed, check_name=check.name, asset_key=name, severity=dg.AssetCheckSeverity.WARN
            )
        ],
    )


def _metadata(built: Built) -> dict[str, Any]:
    described: dict[str, Any] = {"dagster/row_count": len(built.table)}
    preview = _preview(built)
    if preview is not None:
        described["preview"] = dg.MetadataValue.md(_markdown(preview))
    if built.accounting is not None:
        described["row_account"] = dg.MetadataValue.md(_markdown(_account(built.accounting)))
        described["refused"] = dg.MetadataValue.md(_refusals(built.accounting))
    if built.rejects is not None and len(built.rejects):
        described["rejects"] = _rejects(built.rejects)
    return described


def _rejects(rejects: pd.DataFrame) -> dg.MarkdownMetadataValue:
    """Show the first rejected cells: where each is, and which rule it broke."""
    shown = rejects[["delivery", "sheet", "row", "column", "message"]].head(SHOWN_REJECTS)
    return dg.MetadataValue.md(f"{len(rejects)} rejects\n\n{_markdown(shown)}")


def _preview(built: Built) -> pd.DataFrame | None:
    """Take a few rows that may be seen by anybody who can open the UI."""
    if built.name in SURVEY_TABLES or (built.name in INDICATOR_TABLES and people_columns(built.name)):
        return None  # counts of people are hidden later, in what goes out
    table = built.table
    free = table[table["confidentiality"] == "F"] if "confidentiality" in table else table
    return free.head(PREVIEW_ROWS)


def _markdown(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "(no rows)"
    rows = [
        [str(cell).replace("|", "\\|").replace("\n", " ")[:80] for cell in row] for row in frame.itertuples(index=False)
    ]
    lines = [[str(name) for name in frame.columns], ["---"] * frame.shape[1], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _account(accounting: pd.DataFrame) -> pd.DataFrame:
    counted = accounting[accounting["outcome"] != "refused"]
    return counted.groupby(["delivery", "sheet", "outcome", "reason"])["rows"].sum().reset_index()


def _refusals(accounting: pd.DataFrame) -> str:
    refused = accounting[accounting["outcome"] == "refused"]
    lines = [f"- **{row['delivery']}**: {row['message']}" for row in refused.to_dict("records")]
    return "\n".join(lines) or "None."


def _check_result(built: Built) -> dg.AssetCheckResult:
    """Record what the gate found: a table that broke a rule never gets here."""
    if SEVERITY in built.table:
        return _soundness(built)
    if AGREES in built.table:
        return _reproduction(built)
    if built.accounting is None or built.rejects is None:
        return dg.AssetCheckResult(passed=True, check_name=SCHEMA_CHECK, asset_key=built.name)
    by = built.accounting.groupby("outcome")["rows"].sum().to_dict()
    counts = {outcome: int(by.get(outcome, 0)) for outcome in ("read", "accepted", "rejected", "left_out")}
    refused = int((built.accounting["outcome"] == "refused").sum())
    shown: dict[str, Any] = counts | {"refused_deliveries": refused}
    shown["refusals"] = dg.MetadataValue.md(_refusals(built.accounting))
    if len(built.rejects):
        shown["rejected_cells"] = _rejects(built.rejects)
    return dg.AssetCheckResult(
        passed=refused == 0 and counts["rejected"] == 0,
        check_name=ACCEPTED_CHECK,
        asset_key=built.name,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{refused} deliveries were refused, {counts['rejected']} rows rejected",
        metadata=shown,
    )


def _soundness(built: Built) -> dg.AssetCheckResult:
    """Count findings by kind, each with how to fix it; never with the cells they are about."""
    kinds_of = [SEVERITY, *(name for name in ("finding", "check", "how_to_fix") if name in built.table)]
    serious = built.table[built.table[SEVERITY].isin(SERIOUS)].astype(dict.fromkeys(kinds_of, "str"))
    by = serious.groupby(kinds_of).size().rename("findings").reset_index()
    return dg.AssetCheckResult(
        passed=serious.empty,
        check_name=SOUND_CHECK,
        asset_key=built.name,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": dg.MetadataValue.md(_markdown(by))},
    )


def _reproduction(built: Built) -> dg.AssetCheckResult:
    """Name the published figures that our functions do not give."""
    figures = built.table.loc[built.table[AGREES] == DISAGREES, ["figure", "published_value", "recomputed_value"]]
    return dg.AssetCheckResult(
        passed=figures.empty,
        check_name=REPRODUCED_CHECK,
        asset_key=built.name,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"figures": dg.MetadataValue.md(_markdown(figures))},
    )
