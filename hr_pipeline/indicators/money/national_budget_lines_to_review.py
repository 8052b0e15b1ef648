"""`national_budget_lines_to_review`: lines whose words do not settle whether they are harm reduction, with their money.

Such lines count nowhere. A person looks at them and adds a code or words to the crosswalk of programmes; what the words
are belongs to the source.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.tables import keys

TABLE = "national_budget_lines_to_review"
KEY = keys(TABLE)


def national_budget_lines_to_review(national_budget_lines: pd.DataFrame) -> Figures:
    """Add up the lines of each programme that a person has to look at.

    Args:
        national_budget_lines: budget lines in local currency; `review` says why one is unclear.

    Returns:
        The table (local currency, publications and phases apart) and its contributions.
    """
    texts = [name for name in KEY if name != "year"]
    unclear = national_budget_lines[national_budget_lines["review"].notna()].astype(dict.fromkeys(texts, "str"))
    lines = unclear.fillna(dict.fromkeys(["administration", "programme_code", "programme"], ""))
    summed = lines.groupby(KEY, observed=True).agg(lines=("amount_lcu", "size"), amount_lcu=("amount_lcu", "sum"))
    table = placed(TABLE, summed.reset_index().assign(obs_status="A", missing_reason=None))
    positions = table[KEY].assign(output_row=range(len(table)))
    located = lines[["row_id", "amount_lcu", *KEY]].merge(positions, on=KEY, how="left", validate="m:1")
    source = ("national_budget_lines", located["row_id"])
    parts = [
        edges((TABLE, column), located["output_row"], source, ADDEND, contribution)
        for column, contribution in (("amount_lcu", located["amount_lcu"]), ("lines", 1.0))
    ]
    return published(TABLE, table, parts, {"national_budget_lines": national_budget_lines})
