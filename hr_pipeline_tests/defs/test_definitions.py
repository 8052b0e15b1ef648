from pathlib import Path

import dagster as dg
import pytest

from hr_pipeline.definitions import defs
from hr_pipeline.schemas.tables import INDICATOR_TABLES, SOURCE_TABLES, describe

AFTER_THE_TABLES = {"one_build", "suppressions", "movements", "release", "site"}
GROUPS = {
    *{"landing", "global_fund", "national_budgets", "partner_surveys", "published_statistics", "reference"},
    *{"coverage", "grants", "money", "need", "partners", "regions", "headlines", "checks", "releases", "reports"},
}
"""One for each source, reference apart, and one for each kind of figure."""
GRAPH = Path(__file__).with_name("graph.txt")


@pytest.fixture(scope="module")
def specs() -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_every_registered_table_is_an_asset_of_the_same_name(specs):
    assert set(specs) == {*SOURCE_TABLES, *INDICATOR_TABLES, "sources", *AFTER_THE_TABLES}


def test_every_asset_says_who_owns_it_what_it_is_and_what_it_holds(specs):
    for name, spec in specs.items():
        assert spec.group_name in GROUPS, name
        assert spec.owners and spec.kinds and spec.description, name
        assert spec.tags["layer"] and spec.tags["personal_data"] == "none", name


def test_every_table_shows_its_columns_with_descriptions_before_it_was_ever_built(specs):
    for name in [*SOURCE_TABLES, *INDICATOR_TABLES]:
        shown = specs[name].metadata["dagster/column_schema"].columns
        assert [column.name for column in shown] == [column["name"] for column in describe(name)]
        assert all(column.description for column in shown), name


def above(name, specs):
    """Name everything that an asset is made of, directly or through others."""
    direct = {dep.asset_key.to_user_string() for dep in specs[name].deps}
    return direct.union(*(above(one, specs) for one in direct))


def test_every_table_comes_before_what_gathers_them(specs):
    assert above("one_build", specs) == set(specs) - AFTER_THE_TABLES
    assert above("release", specs) >= set(specs) - {"release", "site"}


def test_the_graph_can_be_read(specs):
    """Opened, Dagster shows groups and the edges between them; expanded, tables and theirs."""
    group = {name: spec.group_name for name, spec in specs.items()}
    edges = {(dep.asset_key.to_user_string(), name) for name, spec in specs.items() for dep in spec.deps}
    assert set(group.values()) == GROUPS
    assert max(len(spec.deps) for spec in specs.values()) <= 40
    assert len(edges) < 280
    assert len({(group[one], group[other]) for one, other in edges} - {(name, name) for name in GROUPS}) < 60


def test_the_graph_is_the_reviewed_one(specs):
    """A change of the graph is a change of graph.txt: review it as a diff."""
    lines = [
        f"{spec.group_name} {name} <- {' '.join(sorted(dep.asset_key.to_user_string() for dep in spec.deps))}".strip()
        for name, spec in sorted(specs.items())
    ]
    assert "\n".join(lines) + "\n" == GRAPH.read_text(encoding="utf-8")


def test_one_job_builds_and_releases_monthly_and_when_the_landing_folder_changes():
    assert defs.resolve_schedule_def("monthly").job_name == "build_and_release"
    assert defs.resolve_sensor_def("landing_folder").job_name == "build_and_release"
    job = defs.resolve_job_def("build_and_release")
    assert job.executor_def.name == "in_process"


def test_the_job_needs_no_configuration_in_the_launchpad():
    assert dg.validate_run_config(defs.resolve_job_def("build_and_release"), {})


@pytest.mark.parametrize("key", ["landing", "home"])
def test_a_run_cannot_name_another_landing_folder_or_home(key):
    """Else any web page that reaches the server could have any readable folder archived."""
    words = {"resources": {"workplace": {"config": {key: "/etc"}}}}
    with pytest.raises(dg.DagsterInvalidConfigError):
        dg.validate_run_config(defs.resolve_job_def("build_and_release"), words)
