"""Rows that are named like a sum and that no rule leaves out: read as amounts they would count money twice.

`layouts/words/sums.csv` holds the words. Rows that a layout does name are left out in `rows.py`.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.sum_words import begins_like_a_sum
from hr_pipeline.sources.national_budgets.rows import KEPT, per_distinct


def refuse_unnamed_sums(words: pd.DataFrame, reason: pd.Series, rows: pd.Series, not_sums: tuple[str, ...]) -> None:
    """Make sure that no kept row is named like a sum.

    Args:
        words: the declared columns of words and codes.
        reason: why each row is left out; KEPT where it is not.
        rows: row of the file each stands in.
        not_sums: texts that begin like a sum and are none, as the layout says.

    Raises:
        Refused: a kept row begins with such a word.
    """
    innocent = {text.casefold() for text in not_sums}
    for column in words:
        named = per_distinct(
            words[column], lambda text: "" if text.casefold() in innocent else begins_like_a_sum(text)
        ).where(reason == KEPT, "")
        if (named != "").any():
            first = named[named != ""].index[0]
            raise Refused(
                f"row {rows[first]}, column {column}",
                f"expected the layout to say what this row is; it begins with {named[first]!r}, as sums do",
                "add a `leave_out` rule with reason subtotal, or its text to `not_sums` if it is no sum",
            )
