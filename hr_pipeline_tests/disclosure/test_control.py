"""From published tables to what they must hide: linked tables, groups, areas, what is computed, earlier releases."""

import pandas as pd
import pytest

from hr_pipeline.disclosure.control import EARLIER, control
from hr_pipeline.schemas.tables import kinds

EDGES = ["output_table", "output_row", "output_column", "input_table", "input_row", "input_column", "role"]
REPORTS = [(7, 60), (8, 40), (9, 3)]
"""Rows of three sites, and how many people each reached."""
NOTHING = pd.DataFrame(columns=EARLIER).astype({"value": "float64"})


def table(name, *rows):
    """Rows of a published table; columns that are not given are empty."""
    plain = {"iso3": "KAZ", "year": 2024, "measure": "oat_clients", "subgroup": "total", "area": "national"}
    made = [{column: {**plain, **row}.get(column) for column in kinds(name)} for row in rows]
    return pd.DataFrame(made).astype({"year": "Int64"})


def delivered(**counts):
    """Service delivery by subgroup (national), or by area__subgroup."""
    rows = []
    for name, count in counts.items():
        area, _, subgroup = name.rpartition("__")
        rows.append({"area": area or "national", "subgroup": subgroup, "count_people": float(count)})
    return {"service_delivery": table("service_delivery", *rows)}


def edges(*rows):
    return pd.DataFrame([(*row[:6], row[6], float(row[7])) for row in rows], columns=[*EDGES, "contribution"])


def hidden(found):
    """Area/subgroup -> kind, of service_delivery."""
    own = found.suppressions[found.suppressions["column"] == "count_people"]
    named = own["figure"].str.split("/").map(lambda parts: f"{parts[2]}/{parts[5]}")
    return dict(zip(named, own["kind"], strict=True))


def decide(tables, lineage=None, earlier=NOTHING):
    return control(tables, edges() if lineage is None else lineage, earlier)


def test_a_small_count_is_hidden_with_the_count_that_would_give_it_away():
    found = decide(delivered(total=100, women=3, men=97))
    assert found.recoverable == []
    assert hidden(found) == {"national/women": "small", "national/men": "cover"}


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_zeros_are_reported_and_five_is_enough_for_a_country(count, is_hidden):
    assert bool(hidden(decide(delivered(total=count)))) is is_hidden


def test_groups_of_a_city_need_ten():
    found = hidden(decide(delivered(Almaty__total=100, Almaty__people_in_prison=9)))
    assert found == {"Almaty/people_in_prison": "small"}
    assert hidden(decide(delivered(total=100, people_in_prison=9))) == {}


def test_that_all_people_of_a_group_are_alike_is_hidden():
    found = hidden(decide(delivered(total=40, women=40, men=0, other_gender=0)))
    assert found == dict.fromkeys(["national/women", "national/men", "national/other_gender"], "whole_group")


def test_the_sum_of_areas_gives_no_city_away():
    found = decide(delivered(total=103, Almaty__total=60, Astana__total=40, Oral__total=3))
    assert found.recoverable == []
    assert hidden(found) == {"Oral/total": "small", "Astana/total": "cover"}


def test_one_number_in_two_tables_is_hidden_in_both():
    tables = delivered(total=103, Almaty__total=60, Astana__total=40, Oral__total=3)
    coverage = table(
        "service_coverage", {"area": "Astana", "numerator": 40.0, "numerator_unit": "people", "population": "p"}
    )
    lineage = edges(
        ("service_delivery", 2, "count_people", "survey_services", 7, "", "addend", 40),
        ("service_coverage", 0, "numerator", "survey_services", 7, "", "addend", 40),
        ("coverage_gap", 0, "gap", "service_coverage", 0, "numerator", "numerator", 40),
    )
    found = decide(tables | {"service_coverage": coverage, "coverage_gap": table("coverage_gap", {})}, lineage)
    named = found.suppressions["figure"].tolist()
    assert [name for name in named if "service_delivery" in name and "Astana" in name]
    assert [name for name in named if name.startswith("service_coverage") and name.endswith("/numerator")]
    assert [name for name in named if name.startswith("service_coverage") and name.endswith("/coverage_high")]
    assert [name for name in named if name.startswith("coverage_gap") and name.endswith("/gap")]


def test_supplies_are_not_people():
    kits = table("service_coverage", {"numerator": 3.0, "numerator_unit": "syringes"})
    assert hidden(decide({"service_coverage": kits})) == {}


def test_what_a_publication_states_is_known_and_what_a_partner_counts_is_not():
    clients = {"numerator": 3.0, "numerator_unit": "people"}
    stated = table("service_coverage", clients | {"statement": "published_statistics"})
    counted = table("service_coverage", clients | {"statement": "survey_services"})
    assert hidden(decide({"service_coverage": stated})) == {}
    assert len(decide({"service_coverage": counted}).suppressions)


def earlier(tables, values, is_hidden=()):
    ids = decide_ids(tables)
    return pd.DataFrame(
        [(ids[name], "2026.1", value, name in is_hidden) for name, value in values.items()], columns=EARLIER
    )


def decide_ids(tables):
    rows = tables["service_delivery"].to_dict("records")
    prefix = "service_delivery/KAZ"
    return {f"{r['area']}": f"{prefix}/{r['area']}/2024/oat_clients/{r['subgroup']}/count_people" for r in rows}


def test_a_new_site_of_few_people_is_not_found_by_subtracting_the_earlier_release():
    tables = delivered(total=103, Almaty__total=60, Astana__total=40, Oral__total=3)
    known = earlier(tables, {"Almaty": 60.0, "Astana": 40.0, "national": 100.0})
    found = decide(tables, earlier=known)
    assert found.recoverable == []
    assert hidden(found) == {"Oral/total": "small", "national/total": "cover"}


def test_a_count_that_earlier_releases_give_away_blocks_the_release():
    tables = delivered(total=103, Almaty__total=60, Astana__total=40, Oral__total=3)
    known = earlier(tables, {"Almaty": 60.0, "Astana": 40.0, "national": 103.0})
    assert [name.split("/")[2] for name in decide(tables, earlier=known).recoverable] == ["Oral"]


@pytest.mark.parametrize(("before", "stays"), [(40.0, True), (None, True), (44.0, False)])
def test_what_was_hidden_stays_hidden_while_its_value_stands(before, stays):
    tables = delivered(total=100, Almaty__total=60, Astana__total=40)
    kept = decide(tables, earlier=earlier(tables, {"Astana": before}, is_hidden=["Astana"]))
    assert any("Astana" in name for name in kept.suppressions["figure"]) is stays
    assert kept.recoverable == []


@pytest.mark.parametrize(("before", "is_hidden"), [(100.0, True), (98.0, False), (103.0, False)])
def test_a_sum_that_grew_by_one_small_site_since_an_earlier_release_is_hidden(before, is_hidden):
    tables = delivered(total=103)
    reports = [("service_delivery", 0, "count_people", "survey_services", row, "", "addend", n) for row, n in REPORTS]
    found = decide(tables, edges(*reports), earlier(tables, {"national": before}))
    assert hidden(found) == ({"national/total": "held"} if is_hidden else {})
    assert found.recoverable == []
