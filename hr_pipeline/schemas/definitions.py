"""Which services for whom each named definition of harm reduction takes, from `harm_reduction_definitions.csv`.

Published amounts by definition belong to `indicators`.
"""

from functools import cache
from itertools import product

import pandas as pd

from hr_pipeline.packaged import packaged_rows
from hr_pipeline.schemas.codes import SERVICES

ANY = "*"
YES, UNKNOWN = "yes", "unknown"
COUNTED = "all_settings"
"""The definition that `harm_reduction_funding` counts by."""


@cache
def harm_reduction_definitions() -> pd.DataFrame:
    """Spell the definitions out.

    Returns:
        definition, service, population, included: `yes`, or `unknown` where money may belong but nobody says so;
        what a definition does not take has no row. Of two rules that fit, the one that names the service holds.
    """
    rules = _rules().assign(is_whole=lambda d: d["service"] == ANY)
    pairs = pd.DataFrame(product(SERVICES, [*SERVICES, ANY]), columns=["named", "service"])
    fitting = pairs[(pairs["service"] == ANY) | (pairs["service"] == pairs["named"])]
    spelled = rules.merge(fitting, on="service").sort_values("is_whole")
    chosen = spelled.drop_duplicates(["definition", "named", "population"]).assign(service=lambda d: d["named"])
    order = ["definition", "service", "population"]
    return chosen[[*order, "included"]].sort_values(order, ignore_index=True)


@cache
def _rules() -> pd.DataFrame:
    return packaged_rows(__package__, "harm_reduction_definitions.csv")


DEFINITIONS = list(_rules()["definition"].unique())
"""From the narrowest to the widest."""
