"""Grant lines as all tables of grant money read them: current, by calendar year, attributed, in or out of definitions.

Opening files and naming services belongs to the source; adding up to the tables.
"""

import pandas as pd

from hr_pipeline.indicators.common.calendar_years import by_calendar_year
from hr_pipeline.indicators.grants.publications import COUNTED as COUNTED_LINE
from hr_pipeline.indicators.grants.publications import decided
from hr_pipeline.schemas.codes import ATTRIBUTIONS
from hr_pipeline.schemas.definitions import COUNTED, UNKNOWN, YES, harm_reduction_definitions

DATASET = "grant_budget_lines"
MATCHED, WIDER, POPULATION_UNKNOWN, UNMATCHED, UNATTRIBUTED, OUTSIDE = ATTRIBUTIONS
GROUP = ["iso3", "area", "year", "grant_cycle", "funding_stream", "phase", "dataset"]
"""What all tables of grant money are cut by."""

DECIMALS = 6
"""The publisher's unrounded amounts: sums over countries must give its totals to the cent."""


def current(lines: pd.DataFrame) -> pd.DataFrame:
    """Leave the lines that count, by calendar year, with dataset and attribution.

    Args:
        lines: `grant_budget_lines`.
    """
    return counted(lines).pipe(by_calendar_year).pipe(with_attribution).pipe(_in_order)


def counted(lines: pd.DataFrame) -> pd.DataFrame:
    """Leave the lines that count, with dataset, as `publications.decided` decides."""
    every = decided(lines).lines
    return every[every["standing"] == COUNTED_LINE].assign(dataset=DATASET)


def _in_order(lines: pd.DataFrame) -> pd.DataFrame:
    """Order the codes of key columns as text is ordered, so that sorted tables are."""
    coded = [name for name in GROUP if isinstance(lines[name].dtype, pd.CategoricalDtype)]
    return lines.assign(
        **{name: lines[name].cat.reorder_categories(sorted(lines[name].cat.categories)) for name in coded}
    )


def with_attribution(lines: pd.DataFrame) -> pd.DataFrame:
    """Say of each line what its names tell: see the code list `attribution`."""
    service, population = lines["service"].astype("str"), lines["population"].astype("str")
    names_nothing = lines["module"].isna() & (service == "unattributed") & (population == "unknown")
    described = (
        included(lines.assign(service=service, population=population), COUNTED)
        .map({YES: MATCHED})
        .fillna(WIDER)
        .mask(population == "unknown", POPULATION_UNKNOWN)
        .mask(lines["confidence"].astype("str") == "none", UNMATCHED)
        .mask(names_nothing, UNATTRIBUTED)
        .mask(lines["service"].isna(), OUTSIDE)
    )
    return lines.assign(attribution=described.astype("category"))


def included(lines: pd.DataFrame, definition: str) -> pd.Series:
    """Look up whether a definition takes lines: `yes`, `unknown`, or missing for no."""
    rules = harm_reduction_definitions().query("definition == @definition")
    pair = ["service", "population"]
    texts = lines[pair].astype("str")
    found = texts.merge(rules, on=pair, how="left", validate="m:1")["included"]
    return found.set_axis(lines.index)


def may_belong(lines: pd.DataFrame, definition: str) -> pd.Series:
    """Say `yes` for lines that a definition takes, `unknown` for those that may belong, missing for the others.

    Names that no crosswalk knows may hide any service; lines without a name are `unattributed`, not unknown.
    """
    taken = included(lines, definition)
    hidden = (lines["attribution"] == UNMATCHED) & taken.isna()
    return taken.mask(hidden, UNKNOWN).mask(lines["attribution"] == UNATTRIBUTED)
