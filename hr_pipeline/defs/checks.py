"""Assets of the tables by which methods are judged: name the inputs, call one pure function."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.checks import reproduced_figures as reproduced


@dg.asset(**published_spec("reproduced_figures"))
def reproduced_figures(published_figures: Stored):
    """Published figures recomputed by the functions of our tables."""
    return computed("reproduced_figures", reproduced.reproduced_figures, [published_figures])


ASSETS = [reproduced_figures]
