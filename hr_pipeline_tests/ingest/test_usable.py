import pandas as pd
import pytest

from hr_pipeline.ingest.usable import unusable


def accounting(*rows):
    columns = ["table", "outcome", "reason", "rows"]
    return pd.DataFrame(rows, columns=columns).assign(delivery="partner_surveys/a/b/export.csv")


def test_a_delivery_whose_rows_were_all_rejected_is_refused_with_their_number():
    found = unusable(accounting(("survey_services", "rejected", "", 12), ("survey_findings", "accepted", "", 5)))
    assert list(found) == ["partner_surveys/a/b/export.csv"]
    assert "12 rejected" in found["partner_surveys/a/b/export.csv"]
    assert "How to fix it" in found["partner_surveys/a/b/export.csv"]


def test_a_delivery_whose_places_are_all_withheld_is_refused():
    assert unusable(accounting(("survey_services", "left_out", "unlisted_place", 3)))


@pytest.mark.parametrize(
    "fine", [("survey_services", "accepted", "", 1), ("survey_services", "left_out", "duplicate", 1)]
)
def test_one_good_record_or_a_copy_is_no_refusal(fine):
    assert unusable(accounting(("survey_services", "rejected", "", 12), fine)) == {}


def test_a_delivery_without_any_row_is_left_to_its_reader():
    assert unusable(accounting(("survey_services", "read", "", 0))) == {}
