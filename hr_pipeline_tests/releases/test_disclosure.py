"""What leaves the house: nothing that partners gave in confidence, and everything else."""

import json

import pandas as pd
import pytest

from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.schemas.tables import INDICATOR_TABLES, REFERENCE_TABLES, SURVEY_TABLES
from hr_pipeline_tests.releases.builds import GRANTS, SECRET_GRANTS, SURVEY, book, simple

PERSON = ["ivan", "petrov"]


def test_survey_tables_stay_at_home(release):
    assert set(release.content.tables) >= set(SURVEY_TABLES)
    published = set(json.loads(release.text("manifest.json"))["tables"])
    files = {file.stem for file in release.published.folder.rglob("*.parquet")}
    assert (files | published).isdisjoint(SURVEY_TABLES)
    assert published >= {*INDICATOR_TABLES, *REFERENCE_TABLES}


def test_confidential_rows_of_clean_tables_stay_at_home_and_others_go_out(release):
    at_home = set(release.content.tables["grant_budget_lines"]["delivery"])
    assert SECRET_GRANTS in at_home
    assert set(release.read("tables/sources/grant_budget_lines.parquet")["delivery"]) == at_home - {SECRET_GRANTS}


def test_figures_that_rest_on_confidential_rows_go_out_and_say_so(release):
    coverage = release.read("tables/service_coverage.parquet")
    counted = coverage[coverage["statement"] == "survey_services"]
    assert set(counted["confidentiality"]) == {"C"}
    assert counted["numerator"].notna().any()
    assert set(coverage.drop(counted.index)["confidentiality"]) == {"F"}


def test_cells_and_single_contributions_of_confidential_deliveries_are_withheld(release):
    lineage = release.read("lineage.parquet")
    secret = lineage[lineage["delivery"].astype("str").str.contains("confidential-")]
    assert set(secret["input_table"]) == {*SURVEY_TABLES, "grant_budget_lines"} - {"survey_spending", "survey_findings"}
    assert secret[["contribution", "raw_value"]].isna().all(axis=None)
    open_rows = lineage[lineage["delivery"].notna() & ~lineage.index.isin(secret.index)]
    assert open_rows[["contribution", "raw_value"]].notna().all(axis=None)


def test_confidential_files_are_named_by_folder_hash_and_format_only(release):
    named = set(release.read("sources.parquet")["delivery"])
    hashes = release.content.sources.set_index("delivery")["sha256"].str[:12]
    assert f"partner_surveys/alpha/services/confidential-{hashes[SURVEY]}.xlsx" in named
    assert f"global_fund/confidential-{hashes[SECRET_GRANTS]}.csv" in named
    assert f"global_fund/confidential-{hashes[SECRET_GRANTS + '.delivery.yaml']}" in named
    assert GRANTS in named


def test_sheets_of_confidential_workbooks_are_numbered_and_others_keep_their_names(release):
    described = release.read("lineage.parquet").dropna(subset=["delivery"]).astype({"delivery": "str", "sheet": "str"})
    workbooks = described[described["delivery"].str.endswith(".xlsx")]
    secret = workbooks["delivery"].str.contains("confidential-")
    numbered = workbooks["sheet"].str.fullmatch(r"sheet \d+")
    assert secret.any() and (~secret).any()
    assert numbered[secret].all() and not numbered[~secret].any()


def test_no_file_of_a_release_names_who_reported_it(release):
    """Parquet is read whole, with the codes of columns that no row uses any more."""
    for file in release.published.folder.rglob("*"):
        if file.is_file():
            text = _all_text(file)
            assert not any(name in text for name in PERSON), file


def _all_text(file) -> str:
    if file.suffix != ".parquet":
        return file.read_text(encoding="utf-8").lower()
    table = pd.read_parquet(file)
    coded = [list(table[name].cat.categories) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return json.dumps([coded, table.astype("str").to_numpy().tolist()]).lower()


def test_the_private_copy_is_complete(release):
    private = release.home.private / release.published.version
    lineage, sources = (pd.read_parquet(private / f"{name}.parquet") for name in ("lineage", "sources"))
    assert len(lineage) == len(release.content.lineage)
    assert lineage["contribution"].notna().all()
    assert set(sources["delivery"]) >= {SURVEY, SECRET_GRANTS}
    assert "Ivan Petrov" in set(sources["origin"])


@pytest.mark.parametrize("name", ["ivan.petrov", "Ivan", "ivan.petrov.XLSX", "ivan.petrov.csv.gz"])
def test_a_name_keeps_nothing_but_its_format(name):
    secret = book("sources", {"ordinal": 1, "delivery": f"other/{name}", "confidentiality": "C"})
    veiled = publishable(simple(sources=secret)).sources["delivery"][0]
    endings = {"ivan.petrov.XLSX": ".xlsx", "ivan.petrov.csv.gz": ".csv.gz"}
    assert veiled == f"other/confidential-000000000000{endings.get(name, '')}"


def test_a_confidential_file_outside_all_folders_has_no_path_from_the_root():
    secret = book("sources", {"ordinal": 1, "delivery": "ivan.csv", "confidentiality": "C"})
    assert publishable(simple(sources=secret)).sources["delivery"][0] == "confidential-000000000000.csv"


def test_the_books_tell_of_a_confidential_file_without_its_name():
    path = "partner_surveys/a/b/ivan.petrov.xlsx"
    described = {"delivery": path, "message": "ivan.petrov.xlsx, sheet 1: expected a header"}
    content = publishable(
        simple(
            sources=book(
                "sources",
                {"ordinal": 1, "delivery": path, "confidentiality": "C", "role": f"refused: {described['message']}"},
            ),
            rejects=book("rejects", {"table": "survey_services", "row": 1} | described),
            accounting=book(
                "row_accounting", {"table": "survey_services", "outcome": "refused", "rows": 0} | described
            ),
        )
    )
    for frame in (content.sources, content.rejects, content.accounting):
        assert not any(name in frame.to_csv() for name in PERSON)
        assert "confidential-000000000000.xlsx" in frame.to_csv()
    assert "expected a header" in content.accounting["message"][0]


def test_a_partners_licence_keeps_rows_at_home_even_where_they_are_not_confidential():
    grants = simple().tables["grant_budget_lines"].assign(licence="LicenceRef-partner").astype({"licence": "category"})
    content = simple(tables=simple().tables | {"grant_budget_lines": grants})
    assert publishable(content).tables["grant_budget_lines"].empty
