"""Assets of the tables by which methods are judged: name the inputs, call one pure function."""

import dagster as dg

from hr_pipeline.defs.published import computed, published_spec
from hr_pipeline.defs.store import Stored
from hr_pipeline.indicators.checks import figure_checks as checks
from hr_pipeline.indicators.checks import reproduced_figures as reproduced


@dg.asset(**published_spec("reproduced_figures"))
def reproduced_figures(published_figures: Stored):
    """Published figures recomputed by the functions of our tables."""
    return computed("reproduced_figures", reproduced.reproduced_figures, [published_figures])


@dg.asset(**published_spec("figure_checks"))
def figure_checks(
    acknowledged_findings: Stored,
    population_sizes: Stored,
    service_coverage: Stored,
    regional_summary: Stored,
    money_available: Stored,
    harm_reduction_funding: Stored,
    funding_gap: Stored,
):
    """What checks found in published figures."""
    inputs = [acknowledged_findings, population_sizes, service_coverage, regional_summary]
    inputs += [money_available, harm_reduction_funding, funding_gap]
    return computed("figure_checks", checks.figure_checks, inputs)


ASSETS = [reproduced_figures, figure_checks]
