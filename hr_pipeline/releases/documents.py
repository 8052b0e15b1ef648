"""The texts of a release: README, CHANGES, CITATION.cff and datapackage.json, all made from its manifest.

Numbers are never typed here.
"""

from pathlib import Path
from typing import Any

import yaml

from hr_pipeline.releases.compare import SHOWN, Changes
from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.standards import CREATOR, KEYWORDS, SPDX

TITLE = "Harm reduction funding and coverage"
FRICTIONLESS_TYPES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "datetime",
}
METHODS = {
    "name": "methods",
    "path": "METHODS.md",
    "format": "md",
    "mediatype": "text/markdown",
    "description": "How each published table was made, what it rests on and where it ends.",
}
STATEMENT = {
    "name": "gather",
    "path": "GATHER.md",
    "format": "md",
    "mediatype": "text/markdown",
    "description": "The statement on the 18 items of GATHER.",
}


def readme(about: dict[str, Any], content: Content) -> str:
    """Say what the release holds, how to read it, and what it rests on."""
    tables = "\n".join(
        f"| `{name}` | {entry['rows']:,} | {entry['grain']} |" for name, entry in about["tables"].items()
    )
    warning = f"\n> {demonstration(content)}\n" if demonstration(content) else ""
    return f"""# {TITLE}, release {about["version"]}
{warning}
| table | rows | one row is |
|---|---:|---|
{tables}

- `tables/*.parquet`: the published tables; `tables/sources/`, `tables/reference/`: what they were made from. Tables
  without rows are no files. All are typed; units, descriptions and formulas stand in the field metadata and in
  `datapackage.json`.
- `csv/*.csv`: the published tables for spreadsheet programs.
- `headlines.xlsx`: the headline tables as one workbook, with a description of each column in its header.
- `revisions.parquet`: the value of each headline figure in each release so far.
- `METHODS.md`: how each published table was made, what it rests on and what it cannot say.
- `GATHER.md`: the statement on the 18 items of GATHER, with the comparison to published figures.
- A missing value is never a zero: `obs_status` and `missing_reason` say why there is none.
- `lineage.parquet`: what each figure is made of, down to the cell of the delivered file; `sources.parquet`: those files
  with their hashes; `rejects.parquet` and `row_accounting.parquet`: what became of every row.
- `harm_reduction_funding`: add rows of one `phase` and with `decision` = `counted` only.
- `double_count_ledger`: why other rows of it do not count.
- `money_available`: the same money added up; the bounds are what pairs of records leave open that nobody has decided on
  (`double_count_decisions`).
- `grant_money_by_definition`: each definition contains the one before, so choose one `definition` and add no two.
- Each figure carries the strictest `licence` and `confidentiality` of its inputs.

```python
pandas.read_parquet("tables/funding_gap.parquet")
polars.read_parquet("tables/funding_gap.parquet")
duckdb.sql("select iso3, year, gap_usd from 'tables/funding_gap.parquet' where gap_usd is not null")
```

```r
arrow::read_parquet("tables/funding_gap.parquet")
```

Descriptors: `datapackage.json` (Frictionless), `croissant.json`, `ro-crate-metadata.json`, `dcat.jsonld`,
`datacite.json`, `zenodo.json`.

Compute the figures again from the source files: `python replay.py --evidence BUNDLE.zip`; the bundle comes from
`hr-pipeline evidence {about["version"]}`.
Check that the release is whole, signed and part of the chain: `python verify.py`; with `--key HEX` or `--root HEX`
also that it is the one that its publisher names.
Trace a figure: `hr-pipeline trace FIGURE --release {about["version"]}`.
Content root: `{about["content_root"]}`.
"""


def demonstration(content: Content) -> str:
    """Say that the release rests on demonstration data; empty where it does not."""
    files = int(content.sources["is_illustrative"].sum())
    return (
        f"{files} of the delivered files are demonstration data. Figures with `is_illustrative` rest on them and are "
        "no statement about the world."
        if files
        else ""
    )


def changes(about: dict[str, Any], content: Content, previous: Path | None, found: Changes | None) -> str:
    """Say what changed since the previous release, with the first changed values of each table."""
    warning = demonstration(content)
    head = [f"# Release {about['version']}", "", *([f"> {warning}", ""] if warning else [])]
    if previous is None or found is None:
        return "\n".join([*head, "The first release."]) + "\n"
    lines = [*head, f"Since {previous.name}:", "", "## Sources", ""]
    lines += [_source_line(source) for source in found.sources] or ["No delivered file has changed."]
    for table in found.tables:
        counts = f"{len(table.added)} rows added, {len(table.removed)} removed, {len(table.changed)} values changed"
        lines += [
            "",
            f"## {table.table}",
            "",
            f"{counts}; {table.rows_before:,} rows before, {table.rows_after:,} now.",
        ]
        lines += [f"- `{c['figure']}`: {c['before']} -> {c['after']}" for c in table.changed[:SHOWN]]
        lines += [f"- and {len(table.changed) - SHOWN:,} more"] if len(table.changed) > SHOWN else []
    return "\n".join(lines) + "\n"


def _source_line(source: dict[str, str]) -> str:
    if not source["before"]:
        return f"- new: {source['delivery']}"
    if not source["after"]:
        return f"- gone: {source['delivery']}"
    return f"- other bytes: {source['delivery']}"


def citation(about: dict[str, Any], content: Content) -> str:
    """Say how to cite the release, in Citation File Format."""
    warning = demonstration(content)
    return yaml.safe_dump(
        {
            "cff-version": "1.2.0",
            "message": "Please cite this release by its version and content root.",
            "title": TITLE,
            **({"abstract": warning} if warning else {}),
            "type": "dataset",
            "version": about["version"],
            "date-released": about["created"][:10],
            "authors": [{"name": "hr_pipeline contributors"}],
            "identifiers": [
                {"type": "other", "value": f"sha256:{about['content_root']}", "description": "content root"}
            ],
        },
        sort_keys=False,
    )


def datapackage(about: dict[str, Any], content: Content) -> dict[str, Any]:
    """Describe the CSV twins and the Parquet tables as a Data Package (version 2)."""
    published = {name: entry for name, entry in about["tables"].items() if entry["is_published"]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "harm-reduction-funding-and-coverage",
        "title": TITLE,
        "version": about["version"],
        "created": about["created"],
        "licenses": [{"name": name, "path": f"{SPDX}{name}"} for name in stated_licences(content)],
        "contributors": [{"title": CREATOR, "roles": ["creator"]}],
        "keywords": KEYWORDS,
        "sources": _sources(content),
        "resources": [_resource(name, entry, "csv") for name, entry in published.items() if entry["path"]]
        + [_resource(name, entry, "parquet") for name, entry in about["tables"].items() if entry["path"]]
        + [METHODS, STATEMENT],
    }


def licences_of(content: Content) -> list[str]:
    """List the licences of the delivered data."""
    return sorted(set(content.sources.loc[content.sources["role"] == "data", "licence"]))


def stated_licences(content: Content) -> list[str]:
    """List the licences that a publisher states."""
    return [name for name in licences_of(content) if not name.startswith("LicenceRef")]


def _resource(name: str, entry: dict[str, Any], form: str) -> dict[str, Any]:
    columns = [_field(column) for column in entry["columns"]]
    path = f"csv/{name}.csv" if form == "csv" else entry["path"]
    schema: dict[str, Any] = {"fields": columns, "missingValues": [""]}
    if entry["is_published"]:
        schema["primaryKey"] = entry["keys"]
    return {
        "name": name.replace("_", "-") + ("" if form == "csv" else "-parquet"),
        "path": path,
        "format": form,
        "mediatype": "text/csv" if form == "csv" else "application/vnd.apache.parquet",
        "description": entry["grain"],
        "schema": schema,
    }


def _field(column: dict[str, str]) -> dict[str, str]:
    described = {
        "name": column["name"],
        "type": FRICTIONLESS_TYPES[column["type"]],
        "description": column["description"],
    }
    return described | {key: column[key] for key in ("unit", "formula") if column[key]}


def _sources(content: Content) -> list[dict[str, str]]:
    data = content.sources[content.sources["role"] == "data"].fillna(
        {"publisher": "", "origin": "", "stated_vintage": ""}
    )
    described = [
        {
            "title": ": ".join(part for part in (row["publisher"], row["delivery"]) if part),
            "path": row["origin"] or row["delivery"],
            "version": row["stated_vintage"],
        }
        for row in data.to_dict("records")
    ]
    return [{key: text for key, text in source.items() if text} for source in described]
