"""Demonstration deliveries of the published statistics source: an export in the shape of AIDSinfo, figures invented.

It is as mixed as a real one: codes next to names, bounds in rows of their own, regions, answers in words, parts of
countries. What the pipeline makes of it belongs to the layouts.
"""

import csv
from importlib.resources import files
from pathlib import Path

from hr_pipeline.demonstration.reproducible import csv_bytes, workbook_bytes

EXPORT, REGISTER = "coverage_export.csv", "naloxone_register_2024.xlsx"
DELIVERY = """\
origin: python -m hr_pipeline.demonstration
publisher: hr_pipeline; invented figures in the shape of the exports of UNAIDS AIDSinfo
vintage: demonstration export (invented figures)
licence: CC0-1.0
confidentiality: F
illustrative: true
"""
HEADER = [
    *["Indicator", "Indicator_GId", "Unit", "Subgroup", "Subgroup_Val_GId", "Area", "Area ID", "Time Period"],
    *["Source", "Data value", "Formatted", "Data_Denominator", "Footnote"],
]
NEEDLES = ["Needles and syringes distributed per person who inject drugs", "PWID_NEEDLES", "Number", "Total", "TOTAL"]
THERAPY = ["Coverage of opioid substitution therapy", "PWID_OST_COVERAGE", "Percent", "Total", "TOTAL"]
SIZE = ["People who inject drugs: Population size estimate", "PWID_POPULATION_SIZE", "Number"]
BOUNDS = {
    "size": ["estimate", "ESTIMATE"],
    "low": ["lower estimate", "LOW_ESTIMATE"],
    "high": ["upper estimate", "HIGH_ESTIMATE"],
}
AVOIDED = [
    "People who inject drugs: Avoidance of health care because of stigma and discrimination",
    *["PWID_AVOIDANCE_CARE", "Percent"],
]
INVENTED = "invented"
OTHERS = [
    [
        *AVOIDED,
        "Females",
        "FEMALES",
        "Kyrgyzstan",
        "KGZ",
        2024,
        INVENTED,
        41.5,
        "",
        106,
        "Source: invented survey 2024",
    ],
    [*AVOIDED, "Total", "TOTAL", "Kyrgyzstan", "KGZ", 2024, INVENTED, 33.2, "", 870, "Source: invented survey 2024"],
    [*NEEDLES, "Shymkent", "KAZS17", 2024, INVENTED, 141.25, "", 5200, ""],
    [*NEEDLES, "Eastern Europe and central Asia", "UNAEECA", 2024, INVENTED, 92, "", "", ""],
    [
        "Laws on syringes",
        "Q_A_999",
        "SingleChoiceWithNo",
        "Total",
        "TOTAL",
        "Georgia",
        "GEO",
        2024,
        INVENTED,
        "",
        "No",
        51,
        "",
    ],
    [
        *["Country-reported HIV expenditure by funding source", "DOMESTIC_SPENDING_FUND_SOURCE", "Number"],
        *["Global Fund", "GLOBAL_FUND", "Georgia", "GEO", 2024, INVENTED, 1_000_000, "", 0, ""],
    ],
    [
        *["Estimated resource needs (Fast-Track)", "RESOURCE_NEEDS_FT", "Number", "Total", "TOTAL"],
        *["Eastern Europe and central Asia", "UNAEECA", 2025, INVENTED, 1700, "", "", ""],
    ],
]
KITS: list[list[object]] = [
    ["Country", "Year", "Kits given out", "Remark"],
    ["Georgia", 2024, 6400, None],
    ["Kyrgyzstan", 2024, 5150, "without prisons"],
    ["Tunisia", 2024, "not counted", None],
]


def make(folder: Path) -> None:
    """Write the demonstration deliveries; the same bytes each time.

    Args:
        folder: landing folder; `published_statistics` is made in it.
    """
    target = folder / "published_statistics"
    target.mkdir(parents=True, exist_ok=True)
    (target / EXPORT).write_bytes(csv_bytes([HEADER, *_reported(), *OTHERS]))
    (target / REGISTER).write_bytes(workbook_bytes({"Register": KITS}))
    (target / f"{REGISTER}.layout.yaml").write_bytes((files(__package__) / "naloxone.layout.yaml").read_bytes())
    (target / "delivery.yaml").write_text(DELIVERY, encoding="utf-8")


def _reported() -> list[list[object]]:
    """Make the rows of each country and year, indicator by indicator as the export has them."""
    table = csv.DictReader((files(__package__) / "published_statistics.csv").read_text(encoding="utf-8").splitlines())
    rows: list[list[object]] = []
    for declared in table:
        place = [declared["country"], declared["iso3"], declared["year"], INVENTED]
        rows += [[*NEEDLES, *place, declared["needles"], "", declared["needles_of"], "Source: invented programme data"]]
        rows += [[*THERAPY, *place, declared["therapy"], "", declared["therapy_of"], "Source: invented programme data"]]
        sizes = [(group, declared[bound]) for bound, group in BOUNDS.items() if declared[bound]]
        rows += [[*SIZE, *group, *place, people, "", "", declared["footnote"]] for group, people in sizes]
    return sorted(rows, key=lambda row: [str(cell) for cell in row[:5]])
