"""`hr-pipeline layout`: draft a layout for an unknown budget table, and try one out, before anything is ingested.

What a layout means belongs to `sources/national_budgets`.
"""

import json
from pathlib import Path
from typing import Annotated, NoReturn, cast

import pandas as pd
import typer
from rich.table import Table

from hr_pipeline.cli import display
from hr_pipeline.ingest.deliveries import Delivery, Notes, Refused, role_of
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.provenance.fingerprint import file_sha256
from hr_pipeline.sources import national_budgets
from hr_pipeline.sources.national_budgets.layout_schema import layout_schema
from hr_pipeline.sources.national_budgets.matching import LAYOUT_SUFFIX
from hr_pipeline.sources.national_budgets.suggest import suggest

NOTHING_DONE, WITH_REJECTS = 1, 3
SOURCE = "national_budgets"

layout = typer.Typer(help="Draft and try out layouts of budget tables.", no_args_is_help=True)

BudgetFile = Annotated[Path, typer.Argument(help="A budget table.", exists=True, dir_okay=False)]
Country = Annotated[str, typer.Option(help="ISO 3166 alpha-3 code; the name of the file's folder when empty.")]


@layout.command("suggest")
def suggest_layout(file: BudgetFile, country: Country = "", write: bool = False) -> None:
    """Print a draft of a layout (or write it next to the file), and what was seen; nothing is ingested by a draft."""
    try:
        found = suggest(_delivered(file, country))
    except Refused as refused:
        _stop(str(refused))
    alongside = file.with_name(file.name + LAYOUT_SUFFIX)
    if write and alongside.exists():
        _stop(f"{alongside} is there already: take it away first, it is not written over")
    alongside.write_text(found.draft, encoding="utf-8") if write else typer.echo(found.draft, nl=False)
    for line in found.seen:
        display.errors.print(line, markup=False)
    display.errors.print(
        f"{found.questions} questions are open. Compare the draft with the table, answer each question under "
        f"`questions`, remove the line `draft`, and run `hr-pipeline layout check`: {alongside.name}",
        markup=False,
    )


@layout.command("check")
def check_layout(file: BudgetFile, country: Country = "") -> None:
    """Read a file by its layout, and show what would become of its cells and what the amounts add up to."""
    found = [_delivered(each, country) for each in (file, file.with_name(file.name + LAYOUT_SUFFIX)) if each.is_file()]
    tables = national_budgets.TABLES
    built = ingest(SOURCE, tables, found[:1], lambda one: national_budgets.read(one, found[1:]))[tables[0]]
    accounting, rejects = cast(pd.DataFrame, built.accounting), cast(pd.DataFrame, built.rejects)
    refused = accounting.loc[accounting["outcome"] == "refused", "message"]
    if len(refused):
        _stop(refused.iloc[0])
    counts = accounting[accounting["rows"] > 0]
    _show("cells", counts[["sheet", "outcome", "reason", "rows"]])
    kinds = ["publication", "phase", "year", "currency", "financing_source"]
    sums = built.table.groupby(kinds, observed=True)["amount_lcu"].agg(["size", "sum"]).reset_index()
    _show("amounts", sums.rename(columns={"size": "lines", "sum": "amount"}))
    for reject in rejects.to_dict("records"):
        display.errors.print(_as_sentence(reject), markup=False)
    if len(rejects):
        raise typer.Exit(WITH_REJECTS)


def _as_sentence(reject: dict) -> str:
    """Say which cell was rejected, what it holds, and why."""
    sheet = f"sheet {reject['sheet']!r}, " if reject["sheet"] else ""
    column = f", column {reject['column']!r}" if reject["column"] else ""
    found = f": found {reject['raw_value']!r}" if isinstance(reject["raw_value"], str) else ""
    return f"{sheet}row {reject['row']}{column}{found}; {reject['message']}"


@layout.command("schema")
def schema_of_layouts() -> None:
    """Print the JSON Schema of layouts, for editors that complete and check YAML."""
    typer.echo(json.dumps(layout_schema(), ensure_ascii=False, indent=2))


def _show(title: str, rows: pd.DataFrame) -> None:
    table = Table(*rows.columns, title=title, title_justify="left", box=None)
    for row in rows.astype("str").itertuples(index=False):
        table.add_row(*row)
    display.console.print(table)


def _delivered(file: Path, country: str) -> Delivery:
    path = f"{SOURCE}/{country or file.resolve().parent.name}/{file.name}"
    return Delivery(path, SOURCE, role_of(path), file_sha256(file), file.stat().st_size, 0, Notes(), file)


def _stop(message: str) -> NoReturn:
    display.errors.print(message, markup=False)
    raise typer.Exit(NOTHING_DONE)
