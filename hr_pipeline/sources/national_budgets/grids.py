"""A delivered table as a grid of texts with a header, each cell still in its place; and how its header is found.

Opening files belongs to `opened.py`, what the columns mean to `lines.py`.
"""

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.grids import addresses, joined
from hr_pipeline.layouts.texts import plain
from hr_pipeline.sources.national_budgets.layout import Layout


def amounts_of(layout: Layout) -> set[str]:
    """Give the headers of a layout's amounts, made comparable."""
    return {plain(amount.header) for amount in layout.amounts}


def locate(rows: list[list[str]], layout: Layout, where: str) -> int:
    """Find the row in which a table's header begins: the first that holds every declared header.

    Raises:
        Refused: no row does; names what the nearest row lacks, or a header that stands there twice.
    """
    wanted = [*layout.columns.values(), *(amount.header for amount in layout.amounts)]
    best, most = 0, 0
    for at in range(len(rows) - layout.header_rows + 1):
        texts = joined(rows[at : at + layout.header_rows])
        here = addresses(texts)
        found = sum(plain(header) in here for header in wanted)
        if found == len(wanted):
            return _once([plain(text) for text in texts], wanted, where, at)
        best, most = (at, found) if found > most else (best, most)
    raise _no_header(rows, layout, where, best, most, wanted)


def _once(here: list[str], wanted: list[str], where: str, at: int) -> int:
    twice = [header for header in wanted if here.count(plain(header)) > 1]
    if twice:
        raise Refused(
            f"{where}, row {at + 1}", f"expected one column {twice[0]!r}, found several", "rename or remove the others"
        )
    return at


def _no_header(rows: list[list[str]], layout: Layout, where: str, best: int, most: int, wanted: list[str]) -> Refused:
    if most == 0:
        listed = ", ".join(map(repr, wanted))
        return Refused(
            f"{where}, first {len(rows)} rows",
            f"expected a header with the columns {listed}",
            "deliver the table these columns stand in, or change the layout's header texts",
        )
    here = addresses(joined(rows[best : best + layout.header_rows]))
    missing = ", ".join(repr(header) for header in wanted if plain(header) not in here)
    return Refused(
        f"{where}, row {best + 1}",
        f"expected the columns {missing}, which are missing",
        "restore the columns, or change the layout's header texts to the new ones",
    )
