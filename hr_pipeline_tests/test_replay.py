"""Every figure of a release, walked down to real cells of archived csv and xlsx files and computed again."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.provenance.locators import file_format
from hr_pipeline.provenance.replay import DIFFERENT, DRAWN, EQUAL, NOT_CHECKED, WITHHELD, Step, replay
from hr_pipeline.provenance.trace import Book, UnknownFigure, cells, trace
from hr_pipeline.schemas.tables import INDICATOR_TABLES
from hr_pipeline_tests.releases.builds import BUDGET, GRANTS, Home
from hr_pipeline_tests.releases.conftest import Release, release  # noqa: F401 - a fixture

SYRINGES = (
    "service_coverage/MDA/national/2023/people_who_inject_drugs/needle_syringe_programme/syringes_per_person/total"
)
BUDGETED = "funding_gap/MDA/2023/needle_syringe_programme"

RESTS_ON_AN_AGE = {
    ("population_sizes", "sigma"),
    ("resource_need", "sigma"),
    ("resource_need", "need_usd_2023_low"),
    ("resource_need", "need_usd_2023_high"),
}
"""The age of a size estimate is stated by no cell, so the spread that it widens is not checked."""
RESTS_ON_ROUNDING = {
    ("published_statistics", "reach.csv csv:line=3;column=Share"),
    ("service_coverage", "numerator_implied_error"),
    ("service_coverage", "coverage_high"),
}
"""A rounding that is not half of the last digit of its cell, and a bound above all people."""


def book(release: Release, *, is_private: bool) -> Book:
    """Read a release as its public sees it, or with what stays at home."""
    folder = release.published.folder
    books = release.home.private / release.published.version if is_private else folder
    lineage, sources = (pd.read_parquet(books / f"{name}.parquet") for name in ("lineage", "sources"))
    return Book(json.loads(release.text("manifest.json")), folder / "tables", lineage, sources)


def figures(described: Book) -> list[str]:
    """Name every value of Moldova in 2023, or of no year, that can be traced."""
    return [
        f"{row}/{column['name']}"
        for name, entry in described.manifest["tables"].items()
        if entry["is_published"]
        for row in figure_ids(described.table(name), name, described.keys(name))
        if "/MDA/" in row and ("/2023/" in row or "year" not in described.keys(name))
        for column in entry["columns"]
        if column["formula"]
    ]


def verdicts(steps: list[Step]) -> Counter[str]:
    return Counter(step.verdict for step in steps)


def test_every_figure_of_a_country_and_year_is_found_again_in_the_archive(release):
    described = book(release, is_private=True)
    asked = figures(described)
    of_no_country = {"exchange_rate_agreement", "coverage_status", "regional_summary", "reproduced_figures"}
    without_a_line_here = {
        *{"national_budget_lines_to_review", "double_count_ledger", "hiv_spending_totals", "grant_lines_unmatched"},
        *{"headline_gap", "headline_share_of_hiv_money", "headline_trend", "figure_checks", "modelled_sizes"},
        *{"need_reconciliation", "publication_ledger", "published_need_allotments"},
    }
    traced = {name.partition("/")[0] for name in asked}
    assert sorted(set(INDICATOR_TABLES) - of_no_country - without_a_line_here - traced) == []
    wrong = {
        name: [step for step in steps if step.verdict not in (EQUAL, DRAWN) and "suppressed" not in step.published]
        for name in asked
        if (steps := replay(trace(described, name), release.home.snapshot))
    }
    steps = [step for of_figure in wrong.values() for step in of_figure]
    assert {step.verdict for step in steps} == {NOT_CHECKED}
    open_columns = {(step.what.partition("/")[0], step.what.rpartition("/")[2]) for step in steps}
    assert open_columns == {*RESTS_ON_AN_AGE, *RESTS_ON_ROUNDING}


def test_a_gap_rests_on_cells_of_csv_and_xlsx_files(release):
    found = trace(book(release, is_private=True), f"{BUDGETED}/unfunded_by_reported_payers_usd")
    assert {cell.delivery for _, cell in cells(found)} >= {GRANTS, BUDGET}
    assert {file_format(cell.delivery) for _, cell in cells(found)} == {"csv", "xlsx"}
    assert "xlsx:sheet=2023;cell=B3" in {cell.locator for _, cell in cells(found)}


def test_confidential_cells_are_withheld_from_the_public_and_their_figures_with_them(release):
    steps = replay(trace(book(release, is_private=False), f"{SYRINGES}/coverage"), release.home.snapshot)
    assert set(verdicts(steps)) == {EQUAL, WITHHELD}
    withheld = [step.what for step in steps if step.verdict == WITHHELD]
    assert any(what.startswith("confidential/") for what in withheld)
    assert f"{SYRINGES}/numerator" in withheld
    home = replay(trace(book(release, is_private=True), f"{SYRINGES}/coverage"), release.home.snapshot)
    assert set(verdicts(home)) == {EQUAL}


def test_a_hidden_count_is_traced_to_nothing_but_its_reason(release):
    hidden = "service_coverage/MDA/Balti%2FNorth/2023/*/opioid_agonist_therapy/*/total/numerator"
    found = trace(book(release, is_private=False), hidden)
    assert (found.value, found.missing_reason) == (None, "suppressed")
    assert {(part.contribution, part.cell and part.cell.raw_value) for part in found.contributions} == {(None, "")}


def test_a_flipped_byte_in_the_archive_is_different(release, tmp_path):
    archive = Home(Path(shutil.copytree(release.home.root, tmp_path / "home")))
    described = book(release, is_private=True)
    sha256 = described.sources.set_index("delivery").at[GRANTS, "sha256"]
    file = archive.snapshot(sha256)
    file.write_bytes(file.read_bytes().replace(b"1234.56", b"1234.57"))
    steps = replay(trace(described, f"{BUDGETED}/available_for_need_usd"), archive.snapshot)
    different = [step.what for step in steps if step.verdict == DIFFERENT]
    assert f"bytes of {GRANTS}" in different
    assert any(what.startswith(f"{GRANTS} csv:line=2") for what in different)
    file.unlink()
    assert NOT_CHECKED in verdicts(replay(trace(described, f"{BUDGETED}/available_for_need_usd"), archive.snapshot))


def test_a_changed_figure_is_different_from_what_its_contributions_give(release, tmp_path):
    described = book(release, is_private=True)
    tables = Path(shutil.copytree(described.tables, tmp_path / "tables"))
    table = described.table("funding_gap")
    table.assign(available_for_need_usd=table["available_for_need_usd"] + 1).to_parquet(tables / "funding_gap.parquet")
    changed = Book(described.manifest, tables, described.lineage, described.sources)
    steps = replay(trace(changed, f"{BUDGETED}/available_for_need_usd"), release.home.snapshot)
    assert [step.what for step in steps if step.verdict == DIFFERENT] == [f"{BUDGETED}/available_for_need_usd"]


def test_a_key_with_a_slash_names_one_figure(release):
    described = book(release, is_private=True)
    city = SYRINGES.replace("national", "Balti%2FNorth")
    assert trace(described, f"{city}/coverage").value == 0.5
    with pytest.raises(UnknownFigure):
        trace(described, f"{SYRINGES.replace('national', 'Balti/North')}/coverage")


def test_a_star_stands_for_a_key_that_leaves_one_figure(release):
    described = book(release, is_private=True)
    assert (
        trace(
            described,
            "service_coverage/MDA/national/2023/*/needle_syringe_programme/syringes_per_person/total/coverage",
        ).value
        == 90
    )


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("service_coverage/MDA/national/2023/coverage", f"{SYRINGES}/coverage"),
        (f"{SYRINGES}/covrage", f"{SYRINGES}/coverage"),
        ("service_coverage/MDA/*/syringes_per_person/total/coverage", f"{SYRINGES}/coverage"),
        ("survey_services/MDA", "service_coverage/..."),
        ("nothing", "funding_gap/..."),
    ],
    ids=["keys left out", "a slip in the column", "several figures", "a table at home", "no table"],
)
def test_an_id_that_names_no_single_figure_is_answered_with_near_ones(release, asked, near):
    with pytest.raises(UnknownFigure) as refused:
        trace(book(release, is_private=True), asked)
    assert near in refused.value.near
