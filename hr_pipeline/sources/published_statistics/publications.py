"""What a publication is called: by its layout, with the edition that the file's name, its notes or its rows tell.

Which publication counts belongs to the indicators.
"""

import re

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.sources.published_statistics.layout import Layout


def publications(layout: Layout, delivery: Delivery, years: pd.Series) -> pd.Series:
    """Name the publication of each row: the layout's text with `{edition}` of the file, or `{year}` of the row."""
    edition = _edition(layout, delivery)
    named = {year: layout.publication.format(edition=edition, year=year) for year in years.unique()}
    return years.map(named).astype("str")


def _edition(layout: Layout, delivery: Delivery) -> str:
    """Tell editions of one publication apart: by the file's name, else by the delivery's vintage, else by the file."""
    found = re.search(layout.edition_like, delivery.name) if layout.edition_like else None
    if found:
        return found.group(found.re.groups and 1).replace("_", " ")
    return delivery.notes.vintage or f"({delivery.name})"
