"""`exchange_rate_agreement`: rates in use and those of other publishers. Which one holds belongs to `currency.py`."""

import pandas as pd

from hr_pipeline.frames import NA
from hr_pipeline.indicators.common.currency import annual_rates, of_calendar_years
from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.schemas.thresholds import thresholds

TABLE = "exchange_rate_agreement"


def exchange_rate_agreement(
    exchange_rates: pd.DataFrame,
    exchange_rate_alternatives: pd.DataFrame,
    multiple_exchange_rates: pd.DataFrame,
    check_thresholds: pd.DataFrame,
) -> Figures:
    """Hold annual averages of several publishers against each other.

    Args:
        exchange_rates: annual averages, local currency per US$.
        exchange_rate_alternatives: those of use `comparison` that speak of a calendar year are compared.
        multiple_exchange_rates: years in which currencies have several rates: differences are expected there.
        check_thresholds: within what two publishers agree.

    Returns:
        One row per currency, year and other publisher that both state.
    """
    inputs = {"exchange_rates": exchange_rates, "exchange_rate_alternatives": exchange_rate_alternatives}
    bound = thresholds(check_thresholds)["rates_agree", "high"]
    listed = annual_rates(exchange_rates, exchange_rate_alternatives, multiple_exchange_rates)
    table = placed(TABLE, _pairs(exchange_rates, exchange_rate_alternatives).pipe(_judged, listed, bound))
    return published(TABLE, table, _contributions(table), inputs)


def _pairs(exchange_rates: pd.DataFrame, alternatives: pd.DataFrame) -> pd.DataFrame:
    """Join every other publisher's rate to the rate in use."""
    others = of_calendar_years(alternatives[alternatives["use"] == "comparison"])
    ours = exchange_rates[["currency", "year", "rate", "row_id"]].astype({"currency": "str"})
    theirs = others[["currency", "year", "publisher", "rate", "row_id"]].astype({"currency": "str", "publisher": "str"})
    return theirs.rename(columns={"rate": "other_rate", "row_id": "other_row"}).merge(
        ours, on=["currency", "year"], validate="m:1"
    )


def _judged(pairs: pd.DataFrame, listed: pd.DataFrame, bound: float) -> pd.DataFrame:
    """Tell agreement, expected difference and difference apart."""
    several = listed.loc[listed["is_multiple"], ["currency", "year"]].assign(is_expected=True)
    found = pairs.merge(several, on=["currency", "year"], how="left", validate="m:1")
    ratio = found["other_rate"] / found["rate"]
    severity = (
        pd.Series("error", index=found.index)
        .mask(found["is_expected"].notna(), "warning")
        .mask((ratio - 1).abs() <= bound, "none")
    )
    return found.assign(ratio=ratio, severity=severity, obs_status="A", missing_reason=NA)


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    at = pd.Series(range(len(table)), index=table.index)
    sides = [("exchange_rates", "row_id", "rate"), ("exchange_rate_alternatives", "other_row", "other_rate")]
    return [edges((TABLE, "ratio"), at, (name, table[row]), role, table[role]) for name, row, role in sides]
