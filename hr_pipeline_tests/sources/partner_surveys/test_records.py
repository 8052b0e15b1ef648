import pandas as pd
import pytest

from hr_pipeline.ingest.deliveries import Notes
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline_tests.sources.partner_surveys.small_survey import (
    V1,
    V2,
    Survey,
    deliver,
    export,
    form,
    ingested,
    left_out,
    reasons,
    submission,
    survey,
    values,
)

V1_ANSWERS = {"__version__": V1, "clients_unique": "", "clients_reached": 80}


def details(**chosen: int) -> dict:
    return {f"reforms/{choice}": value for choice, value in chosen.items()}


def answers(built, measure: str) -> list[str]:
    table = built["survey_policy"].table
    return table.loc[table["measure"] == measure, "answer"].astype("str").tolist()


def test_a_renamed_question_with_another_meaning_is_another_measure(tmp_path):
    built = survey(tmp_path, export(submission(1) | V1_ANSWERS, submission(2)), (V1, V2))
    assert values(built, "clients_reached")[0] == 80
    assert values(built, "unique_clients")[1] == 50
    assert reasons(built, "clients_reached") == ["given", "given", "not_asked"]  # version 1: total and women
    assert reasons(built, "unique_clients") == ["not_asked", "given", "given"]


def test_a_subgroup_belongs_to_the_total_of_its_version(tmp_path):
    built = survey(tmp_path, export(submission(1) | V1_ANSWERS, submission(2)), (V1, V2))
    assert values(built, "clients_reached", "women") == [9]
    assert values(built, "unique_clients", "women") == [9]


def test_in_an_unknown_version_a_subgroup_belongs_to_the_total_that_is_filled(tmp_path):
    row = submission(1) | V1_ANSWERS | {"__version__": "vDraft"}
    built = survey(tmp_path, export(row, submission(2)), (V1, V2))
    assert values(built, "clients_reached", "women") == [9]
    assert reasons(built, "unique_clients")[0] == "not_reported"  # nobody can say that it was not asked


def test_a_blank_is_not_reported_and_never_a_zero(tmp_path):
    built = survey(tmp_path, export(submission(1, syringes_distributed=""), submission(2, syringes_distributed=0)))
    assert reasons(built, "syringes_distributed") == ["not_reported", "given"]
    assert values(built, "syringes_distributed")[1] == 0


def test_minus_99_is_dont_know_only_where_the_question_allows_it(tmp_path):
    row = submission(1, syringes_distributed=-99, clients_female=-99, oat_clients=-99, naloxone_kits=-99)
    built = survey(tmp_path, export(row))
    assert reasons(built, "syringes_distributed") == ["dont_know"]  # '. >= 0 or . = -99'
    assert reasons(built, "naloxone_kits_distributed") == ["dont_know"]  # no constraint
    assert reasons(built, "oat_clients") == []  # '. >= 0': a number below zero, rejected
    assert built["survey_services"].rejects["check"].str.contains("greater_than").any()


def test_98_and_99_are_numbers_where_things_are_counted(tmp_path):
    built = survey(tmp_path, export(submission(1, oat_clients=98, syringes_distributed=99)))
    assert values(built, "oat_clients") + values(built, "syringes_distributed") == [98, 99]


def test_98_and_99_are_no_answers_where_something_is_chosen(tmp_path):
    rows = [submission(at, nsp_available=code) for at, code in enumerate((98, "99", "", "no"), start=1)]
    built = survey(tmp_path, export(*rows))
    measure = "needle_syringe_programme_available"
    assert reasons(built, measure, "survey_policy") == ["dont_know", "refused", "not_reported", "given"]
    assert answers(built, measure)[-1] == "no"


def test_numbers_exported_as_text_are_read(tmp_path):
    rows = [submission(at, oat_clients=text) for at, text in enumerate(("1 250", "٩٨", "12.5", " 7 "), start=1)]
    assert values(survey(tmp_path, export(*rows)), "oat_clients") == [1250, 98, 12.5, 7]


def test_what_is_no_number_is_rejected_and_withheld(tmp_path):
    texts = ("many", "inf", "nan", "5 or so")
    rows = [submission(at, oat_clients=text) for at, text in enumerate(texts, start=1)]
    built = survey(tmp_path, export(*rows))["survey_services"]
    assert "oat_clients" not in built.table["measure"].tolist()
    assert built.rejects["check"].tolist() == ["value_or_reason"] * len(texts)
    assert built.rejects["raw_value"].tolist() == ["(withheld)"] * len(texts)


@pytest.mark.parametrize("with_details", [True, False])
def test_each_choice_of_a_select_multiple_is_yes_or_no(tmp_path, with_details):
    more = details(decrim=1, naloxone_otc=0, prison_nsp=1, none=0) if with_details else {}
    built = survey(tmp_path, export(submission(1, reforms="decrim prison_nsp") | more))
    assert answers(built, "reform_decriminalisation") == ["yes"]
    assert answers(built, "reform_naloxone_over_the_counter") == ["no"]
    assert answers(built, "reform_prison_needle_syringe_programme") == ["yes"]


def test_the_choice_none_is_a_real_answer(tmp_path):
    built = survey(tmp_path, export(submission(1, reforms="none")))
    assert set(built["survey_policy"].table.query("measure.str.startswith('reform')")["answer"]) == {"no"}


def test_details_alone_are_enough(tmp_path):
    built = survey(tmp_path, export(submission(1) | details(decrim=0, naloxone_otc=1, prison_nsp=0, none=0)))
    assert answers(built, "reform_naloxone_over_the_counter") == ["yes"]


@pytest.mark.parametrize("written", ["<5", "*", "< 6"])
def test_a_count_that_the_partner_hides_is_no_number_and_no_fault(tmp_path, written):
    built = survey(tmp_path, export(submission(1, syringes_distributed=written)))
    assert reasons(built, "syringes_distributed") == ["suppressed_by_partner"]
    assert built["survey_services"].rejects.empty


@pytest.mark.parametrize("row", [{"reforms": "98"}, {"reforms": 98}, details(**{"98": 1, "decrim": 0, "none": 0})])
def test_dont_know_among_the_choices_stands_for_all_of_them(tmp_path, row):
    built = survey(tmp_path, export(submission(1) | row))
    assert set(reasons(built, "reform_decriminalisation", "survey_policy")) == {"dont_know"}


def test_an_unanswered_select_multiple_is_not_reported(tmp_path):
    blank = {"reforms": "", **details(decrim="", naloxone_otc="", prison_nsp="", none="")}
    built = survey(tmp_path, export(submission(1) | blank, submission(2, reforms="none")))
    assert reasons(built, "reform_decriminalisation", "survey_policy")[0] == "not_reported"


def test_a_choice_that_a_version_does_not_offer_is_not_asked(tmp_path):
    older = form(V1)
    older["choices"] = [row for row in older["choices"] if row != ["reform", "prison_nsp"]]
    rows = [submission(1) | V1_ANSWERS | {"reforms": "decrim"} | details(decrim=1, prison_nsp="")]
    built = Survey(deliver(tmp_path, export=export(*rows), form_v1=older, form_v2=form(V2)))
    assert reasons(built, "reform_prison_needle_syringe_programme", "survey_policy") == ["not_asked"]
    assert answers(built, "reform_decriminalisation") == ["yes"]


def test_an_answer_outside_the_list_is_rejected(tmp_path):
    built = survey(tmp_path, export(submission(1, nsp_available="perhaps")))
    assert built["survey_policy"].rejects["failed_column"].tolist() == ["answer"]


def test_spending_keeps_its_currency_and_blank_amounts_are_left_out(tmp_path):
    spending = (("global_fund", 412350.75, "USD", 1), ("state", 98000000, " kzt", 1), ("other", "", "XOF", 1))
    built = survey(tmp_path, export(submission(1), spending=spending))
    table = built["survey_spending"].table
    assert table[["financing_source", "amount_original", "currency"]].astype("str").to_numpy().tolist() == [
        ["global_fund", "412350.75", "USD"],
        ["domestic_public", "98000000.0", "KZT"],
    ]
    assert left_out(built, "survey_spending") == {"blank": 1}


def test_spending_that_cannot_be_used_is_rejected_with_its_reason(tmp_path):
    records = {
        ("somebody", 1, "USD", 1): "financing_source",
        ("state", 1, "dollars", 1): "currency",
        ("state", -1, "USD", 1): "amount_original",
        ("state", "a lot", "USD", 1): "amount_original",
    }
    rejects = survey(tmp_path, export(submission(1), spending=tuple(records)))["survey_spending"].rejects
    assert rejects.set_index("row")["failed_column"].sort_index().tolist() == list(records.values())


def test_violations_get_the_code_of_the_vocabulary(tmp_path):
    built = survey(tmp_path, export(submission(1), violations=(("denial_care", 4, 1), ("unheard_of", 1, 1))))
    table = built["survey_violations"].table
    assert table[["violation", "cases_people"]].astype("str").to_numpy().tolist() == [["denial_of_care", "4.0"]]
    assert built["survey_violations"].rejects["failed_column"].tolist() == ["violation"]


def test_every_record_is_found_again_at_its_place(tmp_path):
    sheets = export(submission(1, reforms="decrim"), submission(2), spending=(("state", 1.5, "USD", 2),))
    deliveries = deliver(tmp_path, export=sheets, form=form(V2))
    cells = Cells(deliveries[0].file, deliveries[0].path)
    tables = [built.table for name, built in ingested(deliveries).items() if name != "survey_findings"]
    records = pd.concat([table[["delivery", "sheet", "row", "column", "raw_value"]] for table in tables])
    assert len(records) > 10
    for record in records.to_dict("records"):
        assert cells.read(locator(record)) == record["raw_value"]


def test_a_free_delivery_does_not_show_what_was_rejected_either(tmp_path):
    deliveries = deliver(
        tmp_path, Notes(licence="CC0-1.0"), export=export(submission(1, oat_clients="many")), form=form()
    )
    assert Survey(deliveries)["survey_services"].rejects["raw_value"].tolist() == ["(withheld)"]
