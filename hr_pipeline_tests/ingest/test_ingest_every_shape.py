"""Every declared shape of four sources as small odd files, next to a good file of the source that stays published."""

from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.ingest.snapshots import PACKAGED, archive_landing, deliveries
from hr_pipeline.schemas.gate import Built
from hr_pipeline.sources import national_budgets, partner_surveys, published_statistics, reference
from hr_pipeline_tests.ingest.declared_shapes import NONE, Case, cases, content
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT

pytestmark = pytest.mark.slow

READERS: dict[str, ModuleType] = {
    "national_budgets": national_budgets,
    "published_statistics": published_statistics,
    "partner_surveys": partner_surveys,
    "reference": reference,
}
VISITS = "site_id,visit_month,syringes_returned,syringes_dispensed,no_exchanging_for\n7,2019-02-01,5,61,4\n"
NEEDLES = "iso3,year,area,subgroup,syringes_per_pwid,denominator_pwid\nGEO,2021,national,TOTAL,73,14110\n"
GOOD: dict[str, dict[str, str]] = {
    "national_budgets": {
        "national_budgets/KEN/good.csv": "Programme,Amount\nNeedles,7\n",
        "national_budgets/KEN/good.csv.layout.yaml": LAYOUT,
    },
    "published_statistics": {"published_statistics/good.csv": NEEDLES},
    "partner_surveys": {"partner_surveys/network/good/visits.csv": VISITS},
    "reference": {"reference/good/exchange_rates.csv": "currency,year,rate,source\nKES,2023,139.8,somebody\n"},
}  # fmt: skip
CASES = list(cases())
PARTS = 8


def chosen(source: str, part: int) -> list[Case]:
    return [case for case in CASES if case.shape.source == source][part::PARTS]


def lay(folder: Path, source: str, odd: list[Case]) -> dict[str, Case]:
    """Write the good file and the odd ones into a landing folder."""
    (folder / PACKAGED).mkdir(parents=True)
    laid = {case.shape.path.format(number=number): case for number, case in enumerate(odd)}
    files = {path: text.encode() for path, text in GOOD[source].items()}
    for path, written in (files | {path: content(case) for path, case in laid.items()}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written)
    return laid


def read(folder: Path, source: str) -> dict[str, Built]:
    reader = READERS[source]
    known = deliveries(archive_landing(folder / "landing", folder / "kept"), folder / "kept", source)
    others = {one.path: [other for other in known if other != one] for one in known}
    settle = getattr(reader, "SETTLE", None)
    return ingest(source, reader.TABLES, known, lambda one: reader.read(one, others[one.path]), settle=settle)


def accounted(tables: dict[str, Built]) -> pd.DataFrame:
    return pd.concat([built.accounting for built in tables.values()], ignore_index=True)


def test_there_are_a_thousand_cases_of_every_source():
    assert len(CASES) >= 1000
    assert {case.shape.source for case in CASES} == set(READERS)


@pytest.mark.parametrize("source", READERS)
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_odd_about_a_file_the_good_one_is_published_and_every_message_has_a_reason(source, part, tmp_path):
    laid = lay(tmp_path / "landing", source, chosen(source, part))
    tables = read(tmp_path, source)
    accounting = accounted(tables)
    accepted = accounting[(accounting["outcome"] == "accepted") & (accounting["rows"] > 0)]
    assert set(accepted["delivery"]) >= {path for path in GOOD[source] if path.endswith(".csv")}
    refused = accounting[accounting["outcome"] == "refused"]
    assert refused["message"].str.contains("How to fix it: ").all()
    faults = refused[refused["message"].str.contains("a fault of hr_pipeline")]
    assert [(str(laid[path]), why) for path, why in zip(faults["delivery"], faults["message"], strict=True)] == []
    rejects = pd.concat([built.rejects for built in tables.values()])
    assert (rejects["message"].str.len() > 0).all() and rejects["row"].notna().all()
    assert set(accounting["delivery"]) >= set(laid)


@pytest.mark.parametrize("source", READERS)
def test_ordinary_files_of_most_shapes_are_accepted(source, tmp_path):
    """Were the rows of the cases no rows of their shapes, the test above would only show that refusals work."""
    ordinary = [case for case in CASES if case.shape.source == source and (case.absent, case.blank) == (NONE, NONE)]
    laid = lay(tmp_path / "landing", source, [case for case in ordinary if not case.extra])
    accounting = accounted(read(tmp_path, source))
    accepted = set(accounting.loc[(accounting["outcome"] == "accepted") & (accounting["rows"] > 0), "delivery"])
    unread = {str(case): accounting.loc[accounting["delivery"] == path, "message"].max() for path, case in laid.items()
              if path not in accepted}  # fmt: skip
    assert len(unread) <= len(laid) / 2, unread
