"""Which opener fits a delivery: a new way for data to arrive is a new opener in `OPENERS`."""

from collections.abc import Callable

from hr_pipeline.formats.workbooks import is_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.global_fund.pages import of_pages
from hr_pipeline.sources.global_fund.pages.files import is_page
from hr_pipeline.sources.global_fund.published import Published, of_text, of_workbook

Opener = Callable[[Delivery, list[Delivery]], list[Published]]
OPENERS: list[tuple[Callable[[str], bool], Opener]] = [
    (is_workbook, of_workbook),
    (lambda name: name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")), of_text),
    (is_page, of_pages),
]
"""How a delivery is opened, by its name."""


def opened(delivery: Delivery, companions: list[Delivery]) -> list[Published]:
    """Find the published tables of a delivery.

    Raises:
        Refused: nothing opens such a file, or what it holds has no known shape.
    """
    for fits, opener in OPENERS:
        if fits(delivery.name):
            return opener(delivery, companions)
    expected = "expected .csv, .csv.gz, a workbook, or pages of the OData service as .json or .json.gz"
    raise Refused("the whole file", expected, "deliver the download in one of these")
