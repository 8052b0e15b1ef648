"""The unit that amounts are published in: declared by the layout, or read from the words around the table.

`words/units.csv` holds the words. A unit that is neither declared nor known is refused, never guessed.
"""

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.texts import meanings

READ_UNIT = 0
"""The unit multiplier of a layout that says `unit: read`: it is written in the file."""


def multiplier(declared: int, above: list[str], where: str) -> int:
    """Give the number of units of currency in one published unit.

    Args:
        declared: the layout's unit, or READ_UNIT.
        above: texts above the table and in its header.
        where: what to call the table in messages.

    Raises:
        Refused: no unit, several units, or another one than the layout declares.
    """
    found = units_in(above)
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


def units_in(texts: list[str]) -> dict[int, str]:
    """Give each unit that the texts name, with the last text that names it."""
    return {int(unit): text for text in texts for unit in meanings("units", "multiplier", text)}
