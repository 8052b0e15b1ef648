"""`policy_environment`: what law and policy say, and how far reforms have come, as the preferred partner answers.

How answers are chosen belongs to `national_answers.py`.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.national_answers import CELL, national_answers
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.codes import codes

TABLE = "policy_environment"
_FROM = "survey_policy"


def policy_environment(survey_policy: pd.DataFrame) -> Figures:
    """Publish one answer per country, year and question, with the number of partners who say so.

    Args:
        survey_policy: partners' answers.

    Returns:
        The table and its contributions: each agreeing answer adds one.
    """
    found = national_answers(survey_policy)
    is_status = found.table["answer"].isin(codes("reform_status"))
    agreeing = found.agreeing.groupby(CELL).size().rename("partners_agreeing").astype("float64").reset_index()
    table = placed(
        TABLE,
        found.table.assign(
            reform_status=found.table["answer"].where(is_status), answer=found.table["answer"].mask(is_status)
        ).merge(agreeing, on=CELL, how="left", validate="1:1"),
    )
    position = table[CELL].assign(output_row=range(len(table)))
    added = found.agreeing.merge(position, on=CELL, how="inner", validate="m:1")
    parts = [edges((TABLE, "partners_agreeing"), added["output_row"], (_FROM, added["row_id"]), ADDEND, 1.0)]
    unshown = edges((TABLE, "answer"), position["output_row"], (_FROM, table["row_id"]), ADDEND, 0.0)
    return published(TABLE, table, parts, {_FROM: survey_policy}, [unshown])
