"""Places of the survey records: only names of the gazetteer go on, whatever a partner wrote into the city's answer.

A text that names no listed place may name anything: a person, an address, a client. Its records are withheld and
counted, and the text itself goes nowhere. A place whose letters were lost is missing; its records go on to the gate,
which rejects them.
"""

import pandas as pd

from hr_pipeline.formats.gazetteer import listed
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.sources.partner_surveys.findings import Finding, file_findings

UNLISTED = "unlisted_place"
"""Why records are left out, and the code of the finding."""


def with_listed_places(reading: Reading) -> Reading:
    """Give every record the gazetteer's name of its place, and leave out those whose place it does not know."""
    for table, records in list(reading.records.items()):
        if "area" in records:
            reading.records[table] = _with_places(reading, table, records)
    return reading


def _with_places(reading: Reading, table: str, records: pd.DataFrame) -> pd.DataFrame:
    countries, areas = records["iso3"].astype("str"), records["area"].astype("str").fillna("")
    places = pd.Series(list(zip(countries, areas, strict=True)), records.index, dtype="object")
    names = places.map(listed(places.unique()))
    unlisted = names.isna() & records["area"].notna()
    found = []
    for sheet, part in records[unlisted].groupby("sheet", observed=True):
        reading.leave_out(table, str(sheet), UNLISTED, len(part))
        rows = tuple(sorted({int(row) for row in part["row"]}))
        found.append(Finding(UNLISTED, str(sheet), rows[0], rows=len(rows), records=rows))
    file_findings(reading, found, str(records["survey"].iloc[0]) if len(records) else "")
    kept = records.assign(area=names.astype("str").where(records["area"].notna()))
    return kept[~unlisted].reset_index(drop=True)
