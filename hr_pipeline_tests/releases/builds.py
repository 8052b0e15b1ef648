"""Builds to publish: one of real archived files whose figures can be replayed, and a small one, quickly written."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from hr_pipeline import paths
from hr_pipeline.disclosure.control import control
from hr_pipeline.ingest.ingest import empty, ingest
from hr_pipeline.ingest.snapshots import archive_landing, deliveries, snapshot_path
from hr_pipeline.provenance.cells import cell_reader, cell_text
from hr_pipeline.provenance.cited_cells import with_places
from hr_pipeline.provenance.derivations import CellReader, with_derivations
from hr_pipeline.releases.disclosure import Content
from hr_pipeline.releases.earlier_releases import earlier_figures
from hr_pipeline.releases.write import Published, write_release
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES, kinds
from hr_pipeline.sources import reference
from hr_pipeline.sources.reference.rows import own_columns
from hr_pipeline_tests.indicators.frames import THERAPY, indicators, limits, rows

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
GRANTS = "global_fund/grants.csv"
EARLIER_GRANTS = "global_fund/earlier_grants.csv"
SECRET_GRANTS = "global_fund/told.by.ivan.csv"
BUDGET = "national_budgets/MDA/budget.xlsx"
SURVEY = "partner_surveys/alpha/services/export.of.ivan.petrov.xlsx"
SIZES = "reference/population_size_estimates.csv"
STATISTICS = "published_statistics/reach.csv"
NOTES = {
    f"{SECRET_GRANTS}.delivery.yaml": "confidentiality: C\norigin: Ivan Petrov\n",
    f"{BUDGET}.delivery.yaml": "illustrative: true\nlicence: CC-BY-4.0\n",
    f"{SURVEY}.delivery.yaml": "origin: Ivan Petrov\n",
}


KEY = b"a key that tests know"


class Home(paths.Home):
    """Folders of one home, and its archived files by hash."""

    def snapshot(self, sha256: str) -> Path:
        return snapshot_path(self.snapshots, sha256)


def publish(content: Content, home: Home, now: datetime = NOW) -> Published:
    return write_release(content, home.releases, home.private, now, [{"check": "invented", "passed": True}])


def land(landing: Path) -> None:
    """Deliver one small file of each source, two of them confidential."""
    sheet = [["Budget of 2023", None], ["line", "MDL"], ["needles", 18165.5], ["returned", -165.5]]
    more = [["naloxone", "groups", "cases", "trained", "articles", "cost"], ["yes", 3, 21, 40, 12, 7]]
    answers = [["syringes", "clients", *more[0]], [2_475_000, 633, *more[1]], [500, 3]]
    _write(landing / GRANTS, "Country,Year,Amount\nMoldova,2023,1234.56\nMoldova,2023,-34.56\nMoldova,2022,100\n")
    _write(landing / EARLIER_GRANTS, "Country,Year,Amount\nMoldova,2023,1200\nMoldova,2023,5\n")
    _write(landing / SECRET_GRANTS, "Country,Year,Amount\nMoldova,2023,77.70\n")
    _write(
        landing / SIZES,
        ",".join(own_columns("population_size_estimates")) + "\n"
        "MDA,national,2023,people_who_inject_drugs,27500,,,survey,invented\n"
        "MDA,national,2023,opioid_dependent_people,12920,,,survey,invented\n"
        "MDA,Balti/North,2023,people_who_inject_drugs,1000,800,1250,survey,invented\n",
    )
    _write(
        landing / STATISTICS, "Area,Year,People,Share\nMDA,2022,27000,0.3\nMDA,2023,27500,0.4\nNisporeni,2023,900,0.5\n"
    )
    _workbook(landing / BUDGET, "2023", sheet)
    _workbook(landing / SURVEY, "answers", answers)
    for path, text in NOTES.items():
        _write(landing / path, text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _workbook(file: Path, title: str, cells: list[list]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active.title = title
    for line in cells:
        book.active.append(line)
    book.save(file)


def build(landing: Path, home: Home) -> Content:
    """Archive what was landed, read it, and compute every published table."""
    sources = archive_landing(landing, home.snapshots)
    known = deliveries(sources, home.snapshots, "reference")
    read = ingest("reference", reference.TABLES, known, lambda one: reference.read(one, [d for d in known if d != one]))
    tables = {name: empty(name) for name in SOURCE_TABLES} | {name: made.table for name, made in read.items()}
    described = {name: _of(sources, records, name) for name, records in _records().items()}
    return assembled(tables | described, sources, cell_reader(sources, home.snapshot))


def assembled(tables: dict[str, pd.DataFrame], sources: pd.DataFrame, read_cell: CellReader | None = None) -> Content:
    made = indicators(tables)
    contributions = pd.concat([figures.contributions for figures in made.values()], ignore_index=True)
    everything = tables | {name: figures.table for name, figures in made.items()}
    located = with_places(contributions, tables).pipe(with_derivations, read_cell, everything)
    lineage = located.astype(kinds("lineage"))[list(kinds("lineage"))]
    published = {name: everything[name] for name in INDICATOR_TABLES}
    hidden = control(published, lineage, earlier_figures([], Path())).suppressions
    books = [_book("rejects"), _book("row_accounting")]
    inputs = {name: sorted(set(figures.contributions["input_table"])) for name, figures in made.items()}
    return Content(everything, lineage, sources, *books, hidden, inputs, key=KEY)


def _records() -> dict[str, list[dict]]:
    """What the landed files say, cell by cell."""
    csv = {"column": "Amount"}
    survey = {"delivery": SURVEY, "sheet": "answers"}
    syringes, clients = {"column": "A"}, {"column": "B", "measure": "oat_clients", "service": THERAPY}
    national, city = {"row": 2}, {"row": 3, "area": "Balti/North"}
    return {
        "grant_budget_lines": [
            {"delivery": GRANTS, "row": 2, "raw_value": "1234.56", "amount_usd": 1234.56} | csv,
            {"delivery": GRANTS, "row": 3, "raw_value": "-34.56", "amount_usd": -34.56} | csv,
            {"delivery": GRANTS, "row": 4, "raw_value": "100", "amount_usd": 100.0, "year": 2022} | csv,
            {"delivery": EARLIER_GRANTS, "row": 2, "raw_value": "1200", "amount_usd": 1200.0} | csv,
            {"delivery": EARLIER_GRANTS, "row": 3, "raw_value": "5", "amount_usd": 5.0, "confidence": "none"}
            | {"implementation_period": "MDA-C-OTHERP01", "service": "unattributed", "module": "Syringes by drone"}
            | csv,
            {"delivery": SECRET_GRANTS, "row": 2, "raw_value": "77.70", "amount_usd": 77.7, "service": THERAPY}
            | {"implementation_period": "MDA-C-SECRETP01", "principal_recipient": "Petrov's clinic"}
            | csv,
        ],
        "national_budget_lines": [
            {"delivery": BUDGET, "sheet": "2023", "row": row, "column": "B"}
            | {"raw_value": cell_text(amount), "amount_lcu": amount, "amount_original": amount}
            for row, amount in ((3, 18165.5), (4, -165.5))
        ],
        "survey_services": [
            survey | syringes | national | {"raw_value": "2475000", "value": 2_475_000.0},
            survey | clients | national | {"raw_value": "633", "value": 633.0},
            survey | syringes | city | {"raw_value": "500", "value": 500.0},
            survey | clients | city | {"raw_value": "3", "value": 3.0},
        ],
        "published_statistics": [
            {
                "delivery": STATISTICS,
                "row": row,
                "column": "Share",
                "raw_value": str(value),
                "value": value,
                "unit": "share",
            }
            | {"measure": "needle_syringe_programme_reach", "denominator_people": people, "year": year, "area": area}
            | {"steps": "denominator in column People"}
            for row, (area, year, people, value) in enumerate(
                [("national", 2022, 27_000.0, 0.3), ("national", 2023, 27_500.0, 0.4), ("Nisporeni", 2023, 900.0, 0.5)],
                2,
            )
        ],
        "survey_policy": [survey | national | {"column": "C", "raw_value": "yes", "answer": "yes"}],
        "survey_violations": [survey | national | {"column": "E", "raw_value": "21", "cases_people": 21.0}],
        **{
            table: [survey | national | {"column": column, "raw_value": str(value), "value": float(value)}]
            for table, column, value in (
                ("survey_community", "D", 3),
                ("survey_support", "F", 40),
                ("survey_advocacy", "G", 12),
                ("survey_costs", "H", 7),
            )
        },
    }


def _of(sources: pd.DataFrame, records: list[dict], table: str) -> pd.DataFrame:
    """Make a source table whose rows have the ids and terms of their deliveries."""
    terms = sources.set_index("delivery")[["ordinal", "licence", "confidentiality", "is_illustrative"]]
    numbered = []
    for position, record in enumerate(records):
        term = terms.loc[record["delivery"]].to_dict()
        numbered.append(record | {"row_id": int(term.pop("ordinal")) * 2**32 + position} | term)
    return rows(table, *numbered).sort_values("row_id", ignore_index=True)


def _book(name: str, *records: dict) -> pd.DataFrame:
    return pd.DataFrame(list(records), columns=list(kinds(name))).astype(kinds(name))


def _source(ordinal: int, delivery: str, **cells: object) -> dict:
    plain = {"source": "global_fund", "role": "data", "sha256": f"{ordinal:064x}", "size_bytes": 1, "origin": ""}
    plain |= {
        "publisher": "a fund",
        "stated_vintage": "",
        "licence": "CC0-1.0",
        "confidentiality": "F",
        "is_illustrative": False,
    }
    return {"ordinal": ordinal, "delivery": delivery, "retrieved": "2026-01-01T00:00:00+00:00"} | plain | cells


@cache
def _simplest() -> Content:
    sources = _book("sources", _source(1, GRANTS))
    lines = rows("grant_budget_lines", {"amount_usd": 10.0, "delivery": GRANTS, "row_id": 2**32})
    known = {"grant_budget_lines": lines, "check_thresholds": limits()}
    plain = assembled({name: empty(name) for name in SOURCE_TABLES} | known, sources)
    kept = ["harm_reduction_funding", "grant_budget_lines"]
    return replace(plain, tables={name: plain.tables[name] for name in kept})


def simple(amount: float = 10.0, **books: pd.DataFrame) -> Content:
    """A build of one grant line and its figure, to write many versions of."""
    plain = _simplest()
    tables = {
        name: table.assign(**{column: amount for column in ("amount_usd", "amount_usd_2023") if column in table})
        for name, table in plain.tables.items()
    }
    return replace(plain, **({"tables": tables} | books))


def book(name: str, *records: dict) -> pd.DataFrame:
    """One of the books, typed."""
    return _book(name, *(_source(**record) if name == "sources" else record for record in records))
