"""What a later release remembers: values shown, and figures hidden, with values where the home still knows them."""

from dataclasses import replace

import pandas as pd

from hr_pipeline.releases.earlier_releases import earlier_figures
from hr_pipeline.schemas.tables import kinds
from hr_pipeline_tests.releases.builds import publish


def hide_therapy(content):
    """Hide the national count of people on therapy."""
    table = content.tables["service_coverage"]
    row = int(table.index[(table["measure"] == "on_therapy") & (table["area"] == "national")][0])
    figure = f"service_coverage/MDA/national/2023/x/{row}/numerator"
    cells = {"figure": figure, "table": "service_coverage", "row": row, "column": "numerator", "kind": "small"}
    register = pd.DataFrame([cells | {"value": table["numerator"][row]}]).astype(kinds("suppressions"))
    return replace(content, suppressions=register), figure


def test_a_release_names_what_it_hides_and_the_home_knows_the_value(release, home):
    content, figure = hide_therapy(release.content)
    done = publish(content, home)
    public = pd.read_parquet(done.folder / "suppressions.parquet")
    assert public["figure"].tolist() == [figure]
    assert public[["kind", "value"]].isna().all(axis=None)
    known = earlier_figures([done.folder], home.private).set_index("figure").loc[figure]
    assert known["is_hidden"] and known["value"] == 633.0
    unknown = earlier_figures([done.folder], home.root / "lost").set_index("figure").loc[figure]
    assert unknown["is_hidden"] and pd.isna(unknown["value"])


def test_what_was_shown_is_remembered_with_its_value(release, home):
    shown = earlier_figures([release.published.folder], release.home.private)
    by = shown.groupby("is_hidden")["value"].agg(set)
    assert 633.0 in by[False] and 3.0 in by[True]


def test_before_the_first_release_nothing_is_known(home):
    assert earlier_figures([], home.private).empty
