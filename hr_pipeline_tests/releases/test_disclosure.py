"""What leaves the house: nothing that partners gave in confidence, and everything else."""

import json
from zipfile import ZipFile

import pandas as pd

from hr_pipeline.releases.disclosure import publishable
from hr_pipeline.releases.pseudonyms import key_of, of_delivery, with_partners, without_names
from hr_pipeline.schemas.tables import INDICATOR_TABLES, REFERENCE_TABLES, SURVEY_TABLES
from hr_pipeline_tests.releases.builds import GRANTS, KEY, SECRET_GRANTS, SURVEY, book, simple

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
    secret = lineage[lineage["delivery"].astype("str").str.startswith("confidential/")]
    assert set(secret["input_table"]) == {*SURVEY_TABLES, "grant_budget_lines"} - {"survey_spending", "survey_findings"}
    assert secret[["contribution", "raw_value", "steps", "sheet", "row", "column"]].isna().all(axis=None)
    open_rows = lineage[lineage["delivery"].notna() & ~lineage.index.isin(secret.index)]
    assert open_rows[["contribution", "raw_value"]].notna().all(axis=None)


def test_a_confidential_file_goes_out_as_a_keyed_pseudonym_without_anything_that_describes_it(release):
    sources, known = release.read("sources.parquet").set_index("delivery"), release.content.sources
    assert {of_delivery(KEY, SURVEY), of_delivery(KEY, SECRET_GRANTS), GRANTS} <= set(sources.index)
    secret = sources[sources["confidentiality"] == "C"]
    assert secret.index.str.fullmatch(r"confidential/[0-9a-f]{12}").all()
    assert (secret[["origin", "publisher", "stated_vintage"]] == "").all(axis=None)
    assert secret["size_bytes"].isna().all()
    hashes = set(known.loc[known["confidentiality"] == "C", "sha256"])
    assert not any(one[:12] in file.read_text("latin-1") for one in hashes for file in _files(release))


def test_other_keys_give_other_pseudonyms():
    assert of_delivery(b"one", SURVEY) != of_delivery(b"other", SURVEY)


def _files(release):
    return [file for file in release.published.folder.rglob("*") if file.is_file()]


def test_a_partner_is_named_only_where_every_report_of_the_row_allows_it():
    rows = pd.DataFrame(
        {"partner": ["east", "east", "south"], "consent_scope": ["named_public", "aggregate_public", "unstated"]}
    )
    named = with_partners("triangulation", rows, KEY)["partner"]
    assert named[0] == "east"
    assert named[1:].str.fullmatch(r"partner-[0-9a-f]{12}").all() and named[1] != named[2]
    again = with_partners("triangulation", rows.assign(partner=named), KEY)["partner"]
    assert again.tolist() == named.tolist()


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    key = key_of(tmp_path / "home" / "pseudonym.key")
    assert key == key_of(tmp_path / "home" / "pseudonym.key") and len(key) == 32
    assert (tmp_path / "home" / "pseudonym.key").stat().st_mode & 0o777 == 0o600


def test_no_file_of_a_release_names_who_reported_it(release):
    """Parquet is read whole, with the codes of columns that no row uses any more."""
    for file in release.published.folder.rglob("*"):
        if file.is_file():
            text = _all_text(file)
            assert not any(name in text for name in PERSON), file


def _all_text(file) -> str:
    if file.suffix == ".xlsx":
        with ZipFile(file) as workbook:
            return " ".join(workbook.read(name).decode("utf-8") for name in workbook.namelist()).lower()
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
        assert "confidential/" in frame.to_csv() and "(withheld)" in frame.to_csv()
    assert content.rejects["row"].isna().all()


def test_a_partners_licence_keeps_rows_at_home_even_where_they_are_not_confidential():
    grants = simple().tables["grant_budget_lines"].assign(licence="LicenceRef-partner").astype({"licence": "category"})
    content = simple(tables=simple().tables | {"grant_budget_lines": grants})
    assert publishable(content).tables["grant_budget_lines"].empty


def test_a_partner_with_one_row_for_totals_only_is_named_in_no_table():
    named = {"partner": ["east", "south"], "consent_scope": ["named_public", "named_public"]}
    other = {"partner": ["east", "south", "west"], "consent_scope": ["aggregate_public", "internal", "unstated"]}
    tables = without_names({"survey_services": pd.DataFrame(named), "survey_costs": pd.DataFrame(other)}, KEY)
    services, costs = tables["survey_services"]["partner"].tolist(), tables["survey_costs"]["partner"].tolist()
    assert services[1] == costs[1] == "south"
    assert services[0] == costs[0] and services[0].startswith("partner-")
    assert costs[2].startswith("partner-") and costs[2] != costs[0]
