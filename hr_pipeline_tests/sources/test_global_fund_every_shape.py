"""Every declared shape as small files with what goes wrong in practice, next to a good budget that stays published."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import global_fund
from hr_pipeline.sources.global_fund.layouts import Layout, layouts
from hr_pipeline_tests.sources.global_fund.lines import download

pytestmark = pytest.mark.slow

TEXTS = {
    "geography": "Ukraine",
    "grant_code": "UKR-C-AUA",
    "implementation_period": "UKR-C-AUAP04",
    "period_number": "4",
    "grant_cycle": "Grant Cycle 7",
    "allocation_period": "2023-2025",
    "grant_component": "TB/HIV",
    "component": "HIV",
    "year": "2024",
    "eligibility": "Eligible",
    "indicator": "People receiving Opioid Substitution Therapy",
}
DAY, AMOUNT = "01-Jan-2024", "12.5"
GOOD = "good_budget.csv"


class Case(NamedTuple):
    """A shape of the Global Fund, and what is odd about the file."""

    layout: Layout
    optional: str
    blank: str
    extra: str

    def __str__(self) -> str:
        return f"{self.layout.name}-{self.optional}-{self.blank}-{self.extra}"


def cases() -> Iterator[Case]:
    for layout in layouts():
        optional = ["all", "none", *layout.optional]
        blank = ["", *layout.columns, "every cell"]
        extras = ["", "header twice", "total", "blank line", "trailing headers"]
        one_odd = [(name, "", "") for name in optional] + [("all", name, "") for name in blank]
        rest = itertools.product(["all", "none"], blank, extras)
        yield from (Case(layout, *words) for words in dict.fromkeys([*one_odd, *rest]))


def header_of(names: str | list[str]) -> str:
    return names if isinstance(names, str) else names[0]


def text_of(column: str) -> str:
    if column in TEXTS:
        return TEXTS[column]
    is_day = column.endswith(("_start", "_end", "_date")) or column.startswith("reported_")
    is_number = column.endswith(("_usd", "_value", "_numerator", "_denominator", "_percentage"))
    return DAY if is_day else AMOUNT if is_number else "2023" if column.endswith("_year") else "some words"


def content(case: Case) -> str:
    """Write the one row of a case under its header, with commas."""
    absent = set(case.layout.optional) if case.optional == "none" else {case.optional}
    columns = [name for name in case.layout.columns | case.layout.optional if name not in absent]
    headers = [header_of((case.layout.columns | case.layout.optional)[name]) for name in columns]
    row = ["" if case.blank in (name, "every cell") else text_of(name) for name in columns]
    tail = ["", ""] if case.extra == "trailing headers" else []
    lines = [[*headers, *tail], [*row, *tail]]
    lines += [lines[0]] if case.extra == "header twice" else []
    lines += [["Total", *[""] * (len(lines[0]) - 2), "99"]] if case.extra == "total" else []
    lines += [[""] * len(lines[0])] if case.extra == "blank line" else []
    return "\n".join(",".join(line) for line in lines) + "\n"


def read(folder: Path, reader: object, source: str) -> dict[str, Built]:
    sources = archive_landing(folder / "landing", folder / "kept")
    known = deliveries(sources, folder / "kept", source)
    others = {one.path: [other for other in known if other != one] for one in known}
    finish = getattr(reader, "FINISH", None)
    return ingest(source, reader.TABLES, known, lambda one: reader.read(one, others[one.path]), finish)  # type: ignore[attr-defined]


CASES = list(cases())


def test_there_are_a_thousand_cases():
    assert len(CASES) >= 1000


@pytest.mark.parametrize("number", range(20))
def test_whatever_is_odd_about_a_file_the_good_budget_is_published_and_every_message_has_a_reason(number, tmp_path):
    """Each run delivers a twentieth of the cases together; a file that stops the others fails its run by name."""
    folder = tmp_path / "landing" / "global_fund"
    folder.mkdir(parents=True)
    (folder / GOOD).write_text(download({"ImplementationPeriod1": "UKR-C-AUAP09"}))
    chosen = CASES[number::20]
    for place, case in enumerate(chosen):
        (folder / f"{place}.csv").write_text(content(case), encoding="utf-8")
    tables = read(tmp_path, global_fund, "global_fund")
    published = tables["grant_budget_lines"].table["delivery"].astype("str")
    assert (published == f"global_fund/{GOOD}").any()
    accounting = pd.concat([built.accounting for built in tables.values()])
    refused = accounting[accounting["outcome"] == "refused"]
    assert refused["message"].str.contains("How to fix it: ").all()
    faults = refused[refused["message"].str.contains("a fault of hr_pipeline")]
    named = {f"global_fund/{place}.csv": str(case) for place, case in enumerate(chosen)}
    assert faults["delivery"].map(named).tolist() == []
    rejects = pd.concat([built.rejects for built in tables.values()])
    assert (rejects["message"].str.len() > 0).all() and rejects["row"].notna().all()
    assert set(accounting["delivery"]) >= {f"global_fund/{GOOD}", *named}
