"""`publication_ledger`: every publication of grant money, what it covers, its total, its role, and what of it counts.

The decision belongs to `publications.py`, what a publication no longer states to `withdrawals.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.grants.grant_spending import stated_spending
from hr_pipeline.indicators.grants.line_keys import PERIOD
from hr_pipeline.indicators.grants.publications import STANDINGS, Decided, decided
from hr_pipeline.indicators.grants.withdrawals import with_withdrawn
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "publication_ledger"
KEY = keys(TABLE)
DECIMALS = 6
CAUSES = {"replaced_usd": "amount_usd", "withdrawn_usd": "withdrawn_usd"}
"""Column of a revision -> what of the lines that it replaces adds up to it."""


def publication_ledger(grant_budget_lines: pd.DataFrame, grant_expenditures: pd.DataFrame) -> Figures:
    """List the publications of grant budgets and of grant spending.

    Args:
        grant_budget_lines: budget lines of all publications.
        grant_expenditures: spending that grants report, of all publications.

    Returns:
        One row per publication and source table, and its contributions.
    """
    stated = {
        "grant_budget_lines": decided(grant_budget_lines),
        "grant_expenditures": decided(stated_spending(grant_expenditures), keeps_years=False),
    }
    lines = pd.concat([_lines(name, found) for name, found in stated.items()], ignore_index=True)
    facts = pd.concat([_facts(name, found) for name, found in stated.items()], ignore_index=True)
    table = placed(TABLE, lines.pipe(_added_up).merge(facts, on=KEY, how="left", validate="1:1"))
    inputs = {"grant_budget_lines": grant_budget_lines, "grant_expenditures": grant_expenditures}
    return published(TABLE, table, _contributions(lines, table), inputs)


def _lines(dataset: str, found: Decided) -> pd.DataFrame:
    columns = ["row_id", *KEY, "vintage", "standing", "replaced_by", "amount_usd", "withdrawn_usd", "year", PERIOD]
    columns += ["module"]
    texts = [*KEY, "standing", "replaced_by", PERIOD, "module"]
    return with_withdrawn(found.lines).assign(dataset=dataset)[columns].astype(dict.fromkeys(texts, "str"))


def _facts(dataset: str, found: Decided) -> pd.DataFrame:
    """Give each publication its role, and the one that it cannot be ordered with."""
    rows = [(dataset, name, role, found.conflicts.get(name)) for name, role in found.roles.items()]
    facts = pd.DataFrame(rows, columns=[*KEY, "role", "conflicts_with"]).astype("str")
    return facts.assign(conflicts_with=facts["conflicts_with"].where(facts["publication"].isin(found.conflicts)))


def _added_up(lines: pd.DataFrame) -> pd.DataFrame:
    """Add up what each publication covers and states, and what of older ones it replaces and no longer states."""
    amounts = {f"{word}_usd": lines["amount_usd"].where(lines["standing"] == word) for word in STANDINGS}
    grouped = lines.assign(total_usd=lines["amount_usd"], **amounts).groupby(KEY)
    sums = grouped[["total_usd", *amounts]].sum(min_count=1).round(DECIMALS)
    scope = grouped.agg(
        vintage=("vintage", "max"),
        implementation_periods=(PERIOD, "nunique"),
        modules=("module", "nunique"),
        first_year=("year", "min"),
        last_year=("year", "max"),
        lines=("row_id", "nunique"),
        replaced_by=("replaced_by", lambda names: " ".join(sorted(set(names) - {""}))),
    )
    caused = _by_cause(lines).groupby(KEY)[list(CAUSES)].sum().round(DECIMALS)
    return scope.join(sums).join(caused).reset_index().assign(obs_status="A", missing_reason=None)


def _by_cause(lines: pd.DataFrame) -> pd.DataFrame:
    """Give replaced lines to the publication that replaced them."""
    gone = lines[lines["replaced_by"] != ""]
    named = gone.assign(**{column: gone[amount] for column, amount in CAUSES.items()})
    return named.assign(publication=gone["replaced_by"])


def _contributions(lines: pd.DataFrame, table: pd.DataFrame) -> list[pd.DataFrame]:
    """Lines add up to each amount by standing, these to the total; replaced lines to what a revision replaced."""
    row = pd.Series(range(len(table)))
    at = table[KEY].assign(output_row=row)
    own, caused = (part.merge(at, on=KEY, how="left", validate="m:1") for part in (lines, _by_cause(lines)))
    parts = []
    for word in STANDINGS:
        column, total = f"{word}_usd", (TABLE, "total_usd")
        parts += _addends(column, own[own["standing"] == word], "amount_usd")
        parts.append(edges(total, row, (TABLE, row, column), ADDEND, table[column]))
    for column in CAUSES:
        parts += _addends(column, caused, column)
    return parts


def _addends(column: str, lines: pd.DataFrame, amount: str) -> list[pd.DataFrame]:
    return [
        edges((TABLE, column), used["output_row"], (str(dataset), used["row_id"]), ADDEND, used[amount])
        for dataset, used in lines.groupby("dataset")
    ]
