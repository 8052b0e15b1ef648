"""`figure_checks`: what checks found in published figures, with severity, in the release next to the figures.

The rules are data (`figure_check_rules.csv`): a word in the flags of a table, or a number below zero. What raises a
flag belongs to the module of its table.
"""

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.schemas.checks import figure_check_rules
from hr_pipeline.schemas.tables import keys

TABLE = "figure_checks"
_FOUND = ["check", "table", "row", "figure", "severity", "iso3", "year", "source"]


def figure_checks(
    acknowledged_findings: pd.DataFrame,
    population_sizes: pd.DataFrame,
    service_coverage: pd.DataFrame,
    regional_summary: pd.DataFrame,
    money_available: pd.DataFrame,
    harm_reduction_funding: pd.DataFrame,
    funding_gap: pd.DataFrame,
) -> Figures:
    """List the findings of all checks; the tables are those that the rules name.

    Args:
        acknowledged_findings: findings that somebody lets pass: check, figure, reason.
        population_sizes: sizes with flags.
        service_coverage: coverage with flags.
        regional_summary: sums over regions with flags.
        money_available: money that may be below zero by error.
        harm_reduction_funding: the same by line.
        funding_gap: gaps, negative where money exceeds need.

    Returns:
        The table; its rows come under the terms of the rows that they speak of.
    """
    tables = {"population_sizes": population_sizes, "service_coverage": service_coverage}
    tables |= {"regional_summary": regional_summary, "money_available": money_available}
    tables |= {"harm_reduction_funding": harm_reduction_funding, "funding_gap": funding_gap}
    return findings(acknowledged_findings, tables)


def findings(acknowledged_findings: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> Figures:
    """List the findings in some of the tables, by name."""
    rules = figure_check_rules()
    parts = [_found(rule, tables[rule["table"]]) for rule in as_records(rules) if rule["table"] in tables]
    known = acknowledged_findings.set_index(["check", "figure"])["reason"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_FOUND)
    asked = pd.MultiIndex.from_frame(found[["check", "figure"]])
    table = placed(
        TABLE,
        found.assign(
            acknowledged=known.reindex(asked).astype("object").to_numpy(), obs_status="A", missing_reason=None
        ),
    )
    terms = [
        edges((TABLE, "figure"), rows.index, (str(name), rows["row"]), "finding", 0.0)
        for name, rows in table.groupby("table")
    ]
    return published(TABLE, table, [], tables, terms)


def _found(rule: dict[str, str], table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of one table that one rule speaks of; of alternatives, the one that is used."""
    value = table[rule["column"]]
    word = rf"(?:^|\s){rule['word']}(?:\s|$)"
    is_found = value.str.contains(word, regex=True) if rule["word"] else value < 0
    is_used = table["choice"].eq("chosen") if "choice" in table else True
    own = table[is_found.fillna(value=False).astype("bool") & is_used]
    plain = {name: own[name].astype("object") if name in own else None for name in ("iso3", "year")}
    return pd.DataFrame(
        {
            "check": rule["check"],
            "table": rule["table"],
            "row": own.index.astype("Int64"),
            "figure": figure_ids(own, rule["table"], keys(rule["table"])) if len(own) else pd.Series(dtype="str"),
            "severity": rule["severity"],
            "source": rule["source"],
            **plain,
        },
        index=own.index,
    )[_FOUND]
