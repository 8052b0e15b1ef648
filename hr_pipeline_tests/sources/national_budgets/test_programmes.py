"""The crosswalk: codes first, words after, and look-alikes that are no harm reduction."""

import pandas as pd
import pytest

from hr_pipeline.schemas.codes import CONFIDENCES, POPULATIONS, SERVICES
from hr_pipeline.sources.national_budgets.programmes import _crosswalk, classified


def service(name: str, iso3: str = "KAZ", code: str | None = None) -> tuple:
    asked = pd.DataFrame({"programme_code": [code], "programme": [name]}, dtype="str")
    return tuple(classified(iso3, asked).fillna("").iloc[0])


def test_every_row_of_the_crosswalk_uses_known_codes_and_names_its_source():
    for row in _crosswalk():
        assert row["service"] in SERVICES
        assert row["population"] in POPULATIONS
        assert row["confidence"] in CONFIDENCES
        assert row["source"]
        assert row["words"] == row["words"].casefold() or "\\" in row["words"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Программы обмена игл и шприцев", "needle_syringe_programme"),
        ("Schimb de seringi", "needle_syringe_programme"),
        ("Échange de seringues", "needle_syringe_programme"),
        ("Needle and syringe programme", "needle_syringe_programme"),
        ("Опиоидная заместительная терапия", "opioid_agonist_therapy"),
        ("Підтримка замісної підтримувальної терапії", "opioid_agonist_therapy"),
        ("Farmacoterapie cu metadonă", "opioid_agonist_therapy"),
        ("Traitement de substitution aux opioïdes", "opioid_agonist_therapy"),
        ("Закупка налоксона", "overdose_prevention"),
        ("Снижение вреда среди ЛУИН", "other"),
        ("Réduction des risques chez les usagers de drogues", "other"),
        ("Противодействие ВИЧ/СПИД", "unattributed"),
        ("Lutte contre le VIH", "unattributed"),
    ],
)
def test_words_name_the_service(name, expected):
    assert service(name)[0] == expected


@pytest.mark.parametrize(
    "name",
    [
        "ОБЕЗБЕДУВАЊЕ НА ИНСУЛИН ЗА ИНСУЛИНО-ЗАВИСНИ ПАЦИЕНТИ",
        "Заместительная почечная терапия",
        "Ферментная заместительная терапия",
        "Первичная медицинская помощь",
        "Закупка одноразовых шприцев",
        "Achat de seringues",
        "Réduction des risques de catastrophes",
        "Hearing aids",
        "Drug supply system",
        "",
    ],
)
def test_look_alikes_get_no_service(name):
    assert service(name) == ("", "", "none")


def test_a_code_counts_in_its_own_country_and_under_its_own_name_only():
    aids = "ЗАШТИТА НА НАСЕЛЕНИЕТО ОД СИДА"
    assert service(aids, "MKD", "57") == ("unattributed", "unknown", "low")
    assert service("СУБВЕНЦИИ", "MKD", "57")[2] == "none"
    assert service(aids, "SRB", "57")[2] == "none"


def test_insulin_dependence_does_not_match_under_its_own_code():
    assert service("ИНСУЛИН ЗА ИНСУЛИНО-ЗАВИСНИ ПАЦИЕНТИ", "MKD", "67") == ("", "", "none")


def test_nothing_asked_gives_nothing():
    assert classified("KAZ", pd.DataFrame({"programme_code": [], "programme": []}, dtype="str")).empty
