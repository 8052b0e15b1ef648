"""The unit that amounts are published in: declared by the layout, or read from the words above the table.

`units.csv` holds the words. A unit that is neither declared nor known is refused, never guessed.
"""

import re
from functools import cache
from importlib.resources import files

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.national_budgets.layout import READ_UNIT


def multiplier(declared: int, above: list[str], where: str) -> int:
    """Tell how many units of currency one published unit is.

    Args:
        declared: the layout's unit, or READ_UNIT.
        above: texts above the table and in its header.
        where: what to call the table in messages.

    Raises:
        Refused: no unit, several units, or another one than the layout declares.
    """
    found = {unit: text for text in above for unit in _units(text)}
    if declared != READ_UNIT and set(found) <= {declared}:
        return declared
    if declared == READ_UNIT and len(found) == 1:
        return next(iter(found))
    if not found:
        raise Refused(
            f"{where}, rows above and in the header",
            "expected a known unit such as `тыс. тенге`, `(en milliers de dinars)` or `mii lei`, found none",
            "declare it in the layout, such as `unit: 1000`",
        )
    listed = ", ".join(f"{unit:,} ({' '.join(text.split())[:60]!r})" for unit, text in sorted(found.items()))
    in_words = "one unit" if declared == READ_UNIT else f"the layout's unit {declared:,}"
    raise Refused(
        f"{where}, rows above and in the header", f"expected {in_words}, found {listed}", "correct the wrong one"
    )


def _units(text: str) -> set[int]:
    wording = " ".join(text.split()).casefold()
    return {unit for pattern, unit in _known() if pattern.search(wording)}


@cache
def _known() -> list[tuple[re.Pattern[str], int]]:
    rows = pd.read_csv(str(files(__package__) / "units.csv"), dtype="str")
    return [(re.compile(row["pattern"]), int(row["multiplier"])) for row in rows.to_dict("records")]
