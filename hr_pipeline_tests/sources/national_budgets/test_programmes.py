"""The crosswalk: codes first, words after, and look-alikes that are no harm reduction."""

import pandas as pd
import pytest

from hr_pipeline.schemas.codes import CONFIDENCES, POPULATIONS, SERVICES
from hr_pipeline.sources.national_budgets.programmes import EXCLUDES, HINTS, NAMES, Classified, _crosswalk, classified


def service(name: str, iso3: str = "KAZ", code: str | None = None) -> Classified:
    asked = pd.DataFrame({"programme_code": [code], "programme": [name]}, dtype="str")
    return Classified(*classified(iso3, asked).fillna("").iloc[0])


def test_every_row_of_the_crosswalk_uses_known_codes_and_names_its_source():
    for row in _crosswalk():
        assert row["says"] in (NAMES, HINTS, EXCLUDES)
        mapped = (row["service"], row["population"], row["confidence"])
        assert row["says"] == NAMES or not any(mapped)
        assert row["says"] != NAMES or all(map(list.__contains__, (SERVICES, POPULATIONS, CONFIDENCES), mapped))
        assert row["source"]
        assert row["words"] == row["words"].casefold() or "\\" in row["words"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Программы обмена игл и шприцев", "needle_syringe_programme"),
        ("Schimb de seringi", "needle_syringe_programme"),
        ("Échange de seringues", "needle_syringe_programme"),
        ("Intercambio de jeringas", "needle_syringe_programme"),
        ("Programa de troca de seringas", "needle_syringe_programme"),
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
        ("PNLS: lutte contre les IST et le SIDA", "unattributed"),
        ("Обмін шприців", "needle_syringe_programme"),
        ("Размена на игли", "needle_syringe_programme"),
        ("Shkëmbimi i shiringave", "needle_syringe_programme"),
        ("برنامج تبادل الإبر والمحاقن", "needle_syringe_programme"),
        ("Terapia me metadon", "opioid_agonist_therapy"),
        ("العلاج بالميثادون", "opioid_agonist_therapy"),
        ("Naloxonă", "overdose_prevention"),
        ("النالوكسون", "overdose_prevention"),
        ("Намалување на штети од дроги", "other"),
        ("Зменшення шкоди серед ЛВІН", "other"),
        ("Reduktimi i dëmit", "other"),
        ("الحد من أضرار تعاطي المُخدّرات بالحقن", "other"),
        ("مكافحة الإيدز", "unattributed"),
        ("ЗАШТИТА ОД ХИВ", "unattributed"),
        ("National AIDS Control Council", "unattributed"),
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
        "Compra de jeringas desechables",
        "Compra de seringas descartáveis",
        "Réduction des risques de catastrophes",
        "Hearing aids",
        "Drug supply system",
        "",
    ],
)
def test_look_alikes_get_no_service(name):
    assert service(name) == Classified()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Harm reduction and drug control", "excluded_word"),
        ("Метадон и инсулин", "excluded_word"),
        ("Профилактика наркомании", "weak_word"),
        ("Lutte contre les toxicomanies", "weak_word"),
        ("Appui de la SIDA", "weak_word"),
        ("Prevenirea consumului de droguri", "weak_word"),
        ("علاج الإدمان", "weak_word"),
        ("Drug abuse prevention", "weak_word"),
        ("Kurim i varësisë nga droga", "weak_word"),
    ],
)
def test_unclear_names_are_for_a_person_to_review_and_get_no_service(name, why):
    assert service(name) == Classified(review=why)


@pytest.mark.parametrize(
    "name",
    [
        "Food and Drug Authority",
        "Drug resistant tuberculosis",
        "Directorate of narcotics control",
        "Контроль за незаконным оборотом наркотиков",
        "Combaterea traficului de droguri",
        "مكافحة المخدرات",
        "ИНСПЕКЦИСКИ НАДЗОР И ЗАШТИТА НА АРХИВСКА ГРАЃА",
    ],
)
def test_medicines_and_policing_of_narcotics_are_outside_and_need_no_review(name):
    assert service(name) == Classified()


def test_a_code_counts_in_its_own_country_and_under_its_own_name_only():
    aids = "ЗАШТИТА НА НАСЕЛЕНИЕТО ОД СИДА"
    assert service(aids, "MKD", "57") == ("unattributed", "unknown", "low", "")
    assert service("СУБВЕНЦИИ", "MKD", "57") == Classified()
    assert service(aids, "SRB", "57") == Classified(review="weak_word")


def test_insulin_dependence_does_not_match_under_its_own_code():
    assert service("ИНСУЛИН ЗА ИНСУЛИНО-ЗАВИСНИ ПАЦИЕНТИ", "MKD", "67") == Classified()


def test_nothing_asked_gives_nothing():
    assert classified("KAZ", pd.DataFrame({"programme_code": [], "programme": []}, dtype="str")).empty
