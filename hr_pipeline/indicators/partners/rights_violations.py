"""`rights_violations`: documented cases by violation, perpetrator and group; counts of what was reported, never a rate.

Hiding small counts belongs to `hr_pipeline.disclosure`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.partner_reports import NATIONAL, consented, of_one_division, preferred
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "rights_violations"
_FROM = "survey_violations"
_COUNTED = ["iso3", "year", "violation"]


def rights_violations(survey_violations: pd.DataFrame) -> Figures:
    """Add up the cases of the one partner that counts for each country, year and violation.

    Partners may have documented the same case, so their cases are not added; a partner's cases of cities are added
    where it reports none for the country.

    Args:
        survey_violations: partners' cases.

    Returns:
        The table and its contributions.
    """
    rows = consented(survey_violations)
    own = rows[preferred(rows, _COUNTED)]
    cases = own[of_one_division(own, [*_COUNTED, "area"])].pipe(_of_one_level)
    cases = cases.assign(redressed=cases["cases_people"].where(cases["redress"] == "obtained", 0.0))
    key = keys(TABLE)
    added = cases.groupby(key).agg(documented_people=("cases_people", "sum"), redressed_people=("redressed", "sum"))
    table = placed(TABLE, added.reset_index().assign(obs_status="A", missing_reason=None))
    placed_cases = cases.merge(table[key].assign(output_row=range(len(table))), on=key, how="inner", validate="m:1")
    parts = [
        edges((TABLE, column), rows["output_row"], (_FROM, rows["row_id"]), ADDEND, rows["cases_people"])
        for column, rows in (
            ("documented_people", placed_cases),
            ("redressed_people", placed_cases[placed_cases["redress"] == "obtained"]),
        )
    ]
    without = table.index[table["redressed_people"] == 0]
    first = placed_cases.drop_duplicates("output_row").set_index("output_row").loc[without, "row_id"]
    parts.append(edges((TABLE, "redressed_people"), without, (_FROM, first.array), ADDEND, 0.0))
    return published(TABLE, table, parts, {_FROM: survey_violations})


def _of_one_level(cases: pd.DataFrame) -> pd.DataFrame:
    """Leave out cities where the country as a whole is reported: their cases are in it."""
    is_whole = cases["area"] == NATIONAL
    has_whole = is_whole.groupby([cases[name] for name in _COUNTED]).transform("any")
    return cases[is_whole | ~has_whole]
