"""`reported_unit_cost`: what a unit of a service costs, as the preferred partner reports it; costs are never added.

Needs are computed with the reference table of unit costs, in `resource_need.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.currency import CENTS, annual_rates, rate_edges, to_usd
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.partner_reports import NATIONAL, consented, of_the_year, preferred, without_answer
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "reported_unit_cost"
_FROM = "survey_costs"


def reported_unit_cost(
    survey_costs: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
) -> Figures:
    """Publish one cost per country, year, service and unit.

    Args:
        survey_costs: partners' costs in their currency.
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: rates that override.
        multiple_exchange_rates: years in which currencies have several rates.

    Returns:
        The table (current US$) and its contributions; a cost without a rate keeps its row.
    """
    key = keys(TABLE)
    rows = consented(survey_costs[survey_costs["area"].astype("str") == NATIONAL])
    described = of_the_year(rows[rows["value"].notna()].assign(parts="latest"), key)
    rates = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    chosen = to_usd(described[preferred(described, key)].assign(amount=described["value"]), rates)
    unstated = without_answer(rows, described, key)
    known = chosen.assign(cost_usd=chosen["amount_usd"].round(CENTS + 2))
    open_ = unstated.reindex(columns=known.columns).astype(dict.fromkeys(["cost_usd", "rate"], "float64"))
    table = placed(TABLE, pd.concat([frame for frame in (known, open_) if len(frame)] or [known], ignore_index=True))
    has_cost = table["cost_usd"].notna()
    table = table.assign(
        obs_status=has_cost.map({True: "A", False: "O"}),
        missing_reason=table["missing_reason"].fillna("not_reported").mask(has_cost, None),
    )
    row = pd.Series(range(len(table)))
    figure = (TABLE, "cost_usd")
    parts = [
        edges(figure, row[has_cost], (_FROM, table["row_id"][has_cost]), ADDEND, table["cost_usd"][has_cost]),
        *rate_edges(figure, table[has_cost].assign(output_row=row[has_cost])),
    ]
    unshown = edges(figure, row, (_FROM, table["row_id"]), ADDEND, 0.0)
    inputs = {
        _FROM: survey_costs,
        "exchange_rates": exchange_rates,
        "exchange_rate_alternatives": exchange_rate_alternatives,
    }
    return published(TABLE, table, parts, inputs, [unshown])
