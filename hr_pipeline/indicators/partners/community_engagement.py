"""`community_engagement`: groups led by people who use drugs, their legal status, and their seats at the table.

How statements are chosen belongs to `national_answers.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.national_answers import national_answers
from hr_pipeline.provenance.contributions import ADDEND

TABLE = "community_engagement"
_FROM = "survey_community"


def community_engagement(survey_community: pd.DataFrame) -> Figures:
    """Publish one number or answer per country, year and question.

    Args:
        survey_community: partners' numbers and answers.

    Returns:
        The table and its contributions.
    """
    table = placed(TABLE, national_answers(survey_community).table)
    row = pd.Series(range(len(table)))
    known = table["value"].notna()
    parts = [edges((TABLE, "value"), row[known], (_FROM, table["row_id"][known]), ADDEND, table["value"][known])]
    unshown = edges((TABLE, "answer"), row, (_FROM, table["row_id"]), ADDEND, 0.0)
    return published(TABLE, table, parts, {_FROM: survey_community}, [unshown])
