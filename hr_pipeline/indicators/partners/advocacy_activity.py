"""`advocacy_activity`: what campaigns did, each partner's own activities added up.

Support of other organisations belongs to `capacity_support.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.partner_reports import consented, of_the_year, without_answer
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "advocacy_activity"
_FROM = "survey_advocacy"


def advocacy_activity(survey_advocacy: pd.DataFrame) -> Figures:
    """Add up the activities of all partners by kind.

    Args:
        survey_advocacy: partners' numbers.

    Returns:
        The table and its contributions; a kind that nobody has a number for keeps its row and its reason.
    """
    key = keys(TABLE)
    rows = consented(survey_advocacy)
    described = of_the_year(rows[rows["value"].notna()].assign(parts="add"), [*key, "area"])
    unstated = without_answer(rows, described, key)
    added = (
        described.groupby(key).agg(activities=("value", "sum"), partners_reporting=("partner", "nunique")).reset_index()
    )
    empty = unstated[[*key, "missing_reason", "row_id"]].assign(partners_reporting=0, obs_status="O")
    table = placed(TABLE, pd.concat([added.assign(obs_status="A"), empty], ignore_index=True))
    position = table[key].assign(output_row=range(len(table)))
    at, open_ = (rows.merge(position, on=key, how="inner", validate="m:1") for rows in (described, unstated))
    figure = (TABLE, "activities")
    parts = [edges(figure, at["output_row"], (_FROM, at["row_id"]), ADDEND, at["value"])]
    unshown = edges(figure, open_["output_row"], (_FROM, open_["row_id"]), ADDEND, 0.0)
    return published(TABLE, table, parts, {_FROM: survey_advocacy}, [unshown])
