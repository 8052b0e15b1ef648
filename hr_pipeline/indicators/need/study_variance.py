"""How far studies of one unit cost differ beyond their own uncertainty: the variance between studies.

Bounds of a single study belong to `unit_costs.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.frames import square_root
from hr_pipeline.indicators.common.draws import spread


def between_study_sigma(costs: pd.DataFrame, price_index: pd.DataFrame) -> pd.Series:
    """Estimate the spread between studies of each service and unit, in log units.

    The method of moments: variance of the logarithms of the costs less the mean variance that the studies state
    themselves, never below zero (Hedges and Olkin 1985, Statistical methods for meta-analysis). Where one study is
    all there is, the largest spread of another service stands for it.

    Args:
        costs: as `unit_costs.with_cost_bounds` gives them.
        price_index: prices in the United States, which bring the costs to one year.

    Returns:
        By service and unit.
    """
    prices = price_index.set_index("year")["value"]
    within = spread(costs["cost_low"], costs["cost_high"]) ** 2
    stated = costs["cost"] / costs["price_year"].map(prices).astype("float64")
    known = costs.assign(log_cost=np.log(stated), within=within)
    by = known.dropna(subset="log_cost").groupby(["service", "unit"])
    between = square_root((by["log_cost"].var() - by["within"].mean()).clip(lower=0.0))
    widest = between.max() if between.notna().any() else 0.0
    return between.fillna(widest).rename("between_study_sigma")
