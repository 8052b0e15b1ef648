import csv
from importlib.resources import files

import pytest

from hr_pipeline.schemas.codes import SUBGROUPS, codes
from hr_pipeline.sources import published_statistics
from hr_pipeline.sources.published_statistics.crosswalk import groups, indicators, meaning, slug
from hr_pipeline.sources.published_statistics.matching import packaged

PACKAGE = files(published_statistics)


def rows(name):
    return list(csv.DictReader((PACKAGE / name).read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(
    "name", ["indicators.csv", "subgroups.csv", "places.csv", "footnotes.csv", "missing_words.csv", "measures.csv"]
)
def test_every_row_of_a_crosswalk_has_a_source_and_stands_there_once(name):
    found = rows(name)
    key = list(found[0])[:2] if name == "footnotes.csv" else list(found[0])[:1]
    assert all(row["source"] for row in found)
    assert len({tuple(row[part] for part in key) for row in found}) == len(found)


def test_every_indicator_means_something_and_names_are_written_as_slugs():
    for name, indicator in indicators().items():
        assert bool(indicator.measure) != bool(indicator.left_out), name
        assert name == slug(name)
    assert {group.subgroup for group in groups().values()} <= set(SUBGROUPS)
    assert {group.financing_source for group in groups().values()} <= {"", *codes("resource_source")}


def test_every_measure_has_a_unit():
    assert {row["measure"] for row in rows("measures.csv")} == set(codes("statistic_measure"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("needles_and_syringes_distributed_per_person_who_inject_drugs_total", ("syringes_per_person", "total", "")),
        ("viral_hepatitis_among_people_who_inject_drugs_hepatitis_b_lt_25", ("hepatitis_b_prevalence", "under_25", "")),
        ("people_who_inject_drugs_population_size_estimate_lower_estimate", ("population_size", "total", "low")),
        ("people_who_inject_drugs_population_size_estimate_estimate", ("population_size", "total", "")),
    ],
)
def test_a_subgroup_at_the_end_of_a_name_is_reported_from_it(text, expected):
    indicator, group = meaning((text,), "", {})
    assert (indicator.measure, group.subgroup, group.bound) == expected


def test_the_name_wins_over_the_code_and_either_is_enough():
    needles, oat = meaning(("PWID_NEEDLES",), "Total", {}), meaning(("?", "PWID_OST_COVERAGE"), "MALES", {})
    assert (needles[0].measure, oat[0].measure, oat[1].subgroup) == ("syringes_per_person", "oat_coverage", "men")
    assert meaning(("Happiness",), "Total", {}) is None
    assert meaning(("PWID_NEEDLES",), "Left-handed", {}) is None


def test_every_packaged_layout_says_where_its_shape_is_published():
    for name, layout in packaged().items():
        assert layout.source and layout.match and set(layout.match.header) <= {*layout.headers}, name
