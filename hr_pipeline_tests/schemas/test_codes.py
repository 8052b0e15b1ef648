"""The vocabularies: each code once, with its label and source."""

import pytest

from hr_pipeline.schemas.codes import LICENCES, OBS_STATUS, POPULATIONS, SERVICES, codes, vocabularies


def test_every_code_stands_once_with_a_label_and_a_source():
    listed = vocabularies()
    assert list(listed.columns) == ["vocabulary", "code", "label", "source"]
    assert not listed.duplicated(["vocabulary", "code"]).any()
    assert (listed != "").all(axis=None)
    assert (listed == listed.apply(lambda column: column.str.strip())).all(axis=None)


def test_codes_that_others_rely_on_are_there():
    assert {"needle_syringe_programme", "opioid_agonist_therapy", "overdose_prevention", "unattributed"} <= set(
        SERVICES
    )
    assert {"people_who_inject_drugs", "people_in_prison", "unknown"} <= set(POPULATIONS)
    assert {"A", "O"} <= set(OBS_STATUS)


def test_licences_are_spdx_or_our_own_references():
    assert all(licence.startswith(("CC", "LicenceRef-")) for licence in LICENCES)


def test_an_unknown_vocabulary_is_no_empty_list():
    with pytest.raises(KeyError, match="flavour"):
        codes("flavour")
