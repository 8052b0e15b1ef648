"""Needs added up by their draws: services that rest on one size or one study are wrong together.

Needs of single services, whose quantiles are exact, belong to `resource_need.py`.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import DRAWS, Matrix, log_normal, normals, quantiles, spread

COUNTRIES_AT_ONCE = 10
"""Countries whose draws are held in memory together."""


def need_draws(needs: pd.DataFrame, draws: int = DRAWS) -> Matrix:
    """Draw each need: its size by the estimate, whom it is for by the country, its unit cost by the study.

    Args:
        needs: rows of `resource_need`.
        draws: how many.

    Returns:
        Needs x draws, US$ of 2023.
    """
    cost = spread(needs["unit_cost_usd_2023_low"], needs["unit_cost_usd_2023_high"])
    certain = pd.Series(1.0, needs.index)
    size = log_normal(needs["need_usd_2023"], needs["sigma"], normals(needs["estimate"], draws))
    share = log_normal(certain, needs["population_share_sigma"], normals("population_share/" + needs["iso3"], draws))
    return size * share * log_normal(certain, cost, normals("unit_cost/" + needs["study"].astype("str"), draws))


def summed_bounds(needs: pd.DataFrame, by: list[str], draws: int = DRAWS) -> pd.DataFrame:
    """Give the bounds of sums of needs, country by country, so that memory stays small.

    Args:
        needs: rows of `resource_need` of one method.
        by: what is summed within; begins with iso3.
        draws: how many.

    Returns:
        need_low and need_high (US$ of 2023) by `by`; a single need keeps its exact bounds.
    """
    exact = needs.groupby(by).agg(need_low=("need_usd_2023_low", "first"), need_high=("need_usd_2023_high", "first"))
    several = needs[needs.groupby(by)["service"].transform("size") > 1]
    for block in _blocks(several):
        groups = block.groupby(by)
        drawn, place = need_draws(block, draws), groups.ngroup().to_numpy()
        order = np.argsort(place, kind="stable")
        summed = np.add.reduceat(drawn[order], np.searchsorted(place[order], range(groups.ngroups)), axis=0)
        found = quantiles(summed, groups.size().index)
        exact.loc[found.index, ["need_low", "need_high"]] = found[["low", "high"]].to_numpy()
    return exact


def _blocks(needs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    countries = sorted(needs["iso3"].unique())
    for start in range(0, len(countries), COUNTRIES_AT_ONCE):
        yield needs[needs["iso3"].isin(countries[start : start + COUNTRIES_AT_ONCE])]
