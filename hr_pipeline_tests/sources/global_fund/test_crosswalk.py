import pandas as pd
import pytest

from hr_pipeline.schemas.codes import CONFIDENCES, POPULATIONS, SERVICES
from hr_pipeline.sources.global_fund.crosswalk import _crosswalk, classify, normalised
from hr_pipeline_tests.sources.global_fund.lines import PACKAGE

INJECTING = "Comprehensive prevention programs for people who inject drugs (PWID) and their partners"


def classified(cycle: str, module: str, intervention: str) -> tuple:
    lines = pd.DataFrame({"grant_cycle": [cycle], "module": [module], "intervention": [intervention]}, dtype="category")
    row = classify(lines).iloc[0]
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("service", "population", "confidence"))


@pytest.mark.parametrize(
    ("cycle", "module", "intervention", "expected"),
    [
        (
            "GC7",
            PACKAGE,
            "Overdose prevention and management for PWID",
            ("overdose_prevention", "people_who_inject_drugs"),
        ),
        ("GC7", PACKAGE, "Condom and lubricant programing for PUD", ("condoms", "people_who_use_drugs")),
        ("GC7", PACKAGE, "A new intervention", ("other", "people_who_use_drugs")),
        ("GC6", "Prevention", "Needle and syringe programs", ("needle_syringe_programme", "people_who_inject_drugs")),
        ("GC6", "Prevention", "Condom and lubricant programming", ("condoms", "unknown")),
        ("GC6", "Prevention", "Something for adolescents", (None, None)),
        (
            "GC5",
            INJECTING,
            "HIV testing services for people who inject drugs",
            ("hiv_testing", "people_who_inject_drugs"),
        ),
        ("GC7", "Treatment, care and support", "Anything", (None, None)),
        ("GC7", "", "", ("unattributed", "unknown")),
    ],
)
def test_a_module_and_intervention_of_a_cycle_mean_a_service_and_a_population(cycle, module, intervention, expected):
    assert classified(cycle, module, intervention)[:2] == expected


@pytest.mark.parametrize(
    ("published", "other"),
    [
        ("Opiod substitution therapy", "Opioid  Substitution Therapy"),
        ("drug- dependence treatment", "drug-dependence treatment"),
        ("Condom and lubricant programing", "condom and lubricant programming"),
        ("(KVP) \u2013 TB/DR-TB", "(KVP) - TB/DR-TB"),
        ("women\u2019s needs", "women's needs"),
    ],
)
def test_spellings_of_one_name_are_one_name(published, other):
    assert normalised(published) == normalised(other)


def test_normalising_twice_changes_nothing():
    for cycle, module, intervention in _crosswalk():
        assert (normalised(module), normalised(intervention)) == (module, intervention), cycle


def test_the_crosswalk_speaks_the_vocabulary():
    for service, population, confidence in _crosswalk().values():
        assert service in SERVICES and population in POPULATIONS and confidence in CONFIDENCES


def test_each_line_gets_the_value_of_its_own_names_whatever_the_order():
    lines = pd.DataFrame(
        {
            "grant_cycle": ["GC6", "GC7", "GC6", "GC7"],
            "module": ["Prevention", PACKAGE, "", PACKAGE],
            "intervention": ["Needle and syringe programs", "Community empowerment for PUD", "", "x"],
        },
        dtype="category",
    )
    services = classify(lines)["service"]
    assert services.tolist() == ["needle_syringe_programme", "community_empowerment", "unattributed", "other"]
    assert classify(lines[::-1])["service"].tolist() == services.tolist()[::-1]


SYRINGES_FR = (
    "Programmes de prévention complets destinés aux usagers de drogues injectables et à leurs partenaires",
    "INTERVENTIONS LIEES aux aiguilles et aux seringues destin\u00e9es aux UDI et leurs partenaires",
)
SYRINGES_ES = (
    "Programas de prevenci\u00f3n integral para personas que se inyectan drogas y sus parejas",
    "Programas de agujas y jeringas para personas que se inyectan drogas y sus parejas.",
)


@pytest.mark.parametrize("names", [SYRINGES_FR, SYRINGES_ES])
def test_french_and_spanish_names_mean_what_the_english_ones_do(names):
    assert classified("GC5", *names)[:2] == ("needle_syringe_programme", "people_who_inject_drugs")


@pytest.mark.parametrize(
    ("cycle", "module", "intervention", "expected"),
    [
        ("GC8", PACKAGE, "Needle and syringe programmes for PWID", ("needle_syringe_programme", "low")),
        ("GC8", "Harm reduction package", "Take-home naloxone", ("unattributed", "none")),
        ("GC7", PACKAGE, "A new intervention", ("other", "none")),
        ("GC7", "R\u00e9duction des risques", "", ("unattributed", "none")),
        ("GC6", "Prevention", "", ("unattributed", "medium")),
        ("GC7", "Case management", "Ensuring drug quality", (None, "none")),
        ("GC7", "Drug-resistant (DR)-TB diagnosis", "Drug susceptibility testing", (None, "none")),
    ],
)
def test_names_nobody_knows_are_reported_from_names_outside_harm_reduction(cycle, module, intervention, expected):
    service, _, confidence = classified(cycle, module, intervention)
    assert (service, confidence) == expected
