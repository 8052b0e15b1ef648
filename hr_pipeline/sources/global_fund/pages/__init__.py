"""Pages of the Global Fund's OData service to published tables, as the downloads give them.

What pages hold is declared in `shapes.yaml`; what columns mean belongs to the module named as the table.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.provenance.pages import ROWS
from hr_pipeline.sources.global_fund.pages.companions import Mates, joined, mates
from hr_pipeline.sources.global_fund.pages.files import named_set, pages_of, set_of_page
from hr_pipeline.sources.global_fund.pages.shapes import declared, navigations, shapes
from hr_pipeline.sources.global_fund.pages.sorting import Sorted, sort_rows
from hr_pipeline.sources.global_fund.published import Published


def of_pages(delivery: Delivery, companions: list[Delivery]) -> list[Published]:
    """Open a file of pages; sets that only give names to the ids of others hold no table of their own.

    Args:
        delivery: the file.
        companions: the other files of the source; those of the same fetch give names to ids.

    Raises:
        Refused: no pages, of no known set or data set, without a needed field, or with ids of a set not fetched.
    """
    alongside = mates(delivery, companions)
    with _no_search_for_cycles():
        return [table for number, page in pages_of(delivery) for table in _of_page(delivery, number, page, alongside)]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """JSON holds no cycles; looking for them among its many objects takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _of_page(delivery: Delivery, number: int, page: dict[str, Any], alongside: Mates) -> Iterator[Published]:
    filed = named_set(delivery)
    entity_set = filed[0] or set_of_page(page)
    if not page[ROWS] or (not shapes(entity_set) and entity_set in {how.set for how in navigations().values()}):
        return
    if not shapes(entity_set):
        expected = f"expected rows of one of the sets {', '.join(declared()['entity_sets'])}"
        raise Refused("the whole file", expected, "name the folder of the page as its set, such as Grants/page-00001")
    for found in sort_rows(shapes(entity_set), page[ROWS], filed[1]):
        if len(found.columns) or found.passed_over:
            yield _published(found, number, alongside)


def _published(found: Sorted, number: int, alongside: Mates) -> Published:
    layout = found.shape.layout
    if not len(found.columns):
        return Published(layout, pd.DataFrame(), str(number), passed_over=found.passed_over)
    columns = joined(found.columns, found.shape.headers(), alongside)
    header = list(columns.names)
    if missing := layout.missing(header):
        expected = f"expected the fields of {layout.source}; missing: {', '.join(missing)}"
        raise Refused(f"page {number}", expected, "fetch the page again with these fields")
    names = {column: header[place] for column, place in layout.positions(header).items()}
    lines = pd.DataFrame({column: columns.categories(name) for column, name in names.items()})
    text = lines[layout.place].astype("str")
    paths = [f"{path}/{names[layout.place]}" for path in found.paths]
    places = {"sheet": str(number), "row": found.numbers, "column": paths or names[layout.place], "raw_value": text}
    return Published(layout, lines.assign(**{layout.place: text}, **places), str(number), passed_over=found.passed_over)
