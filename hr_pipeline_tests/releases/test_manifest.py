"""The content root: rows, meanings and sources, never the accidents of one build."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.releases.disclosure import Content, publishable
from hr_pipeline.releases.manifest import book_fingerprints, table_entries
from hr_pipeline.releases.verify_release import content_root
from hr_pipeline_tests.releases.builds import Home, build, land, simple


def root(content: Content) -> str:
    public = publishable(content)
    return content_root(table_entries(public), book_fingerprints(public))


@pytest.fixture(scope="module")
def with_another_file(release, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The same build with more files, some of which sort before others by their hash."""
    folder: Path = tmp_path_factory.mktemp("more")
    land(folder / "landing")
    # Workbooks carry the time of their making: the same bytes are landed, not the same cells.
    for row in release.content.sources.query("not delivery.str.startswith('packaged/')").to_dict("records"):
        shutil.copyfile(release.home.snapshot(row["sha256"]), folder / "landing" / row["delivery"])
    for number in range(5):
        (folder / "landing" / "global_fund" / f"README{number}.md").write_text(f"note {number}")
    return build(folder / "landing", Home(folder / "home"))


def test_another_delivery_changes_no_other_table_and_no_number_of_another_file(release, with_another_file):
    before, after = release.content, with_another_file
    same = before.sources.merge(after.sources, on=["delivery", "sha256"])
    assert (same["ordinal_x"] == same["ordinal_y"]).all()
    prints = [{name: entry["fingerprint"] for name, entry in table_entries(c).items()} for c in (before, after)]
    assert prints[0] == prints[1]
    assert root(before) != root(after)


def test_the_root_covers_what_a_figure_rests_on():
    plain = simple()
    other = plain.lineage.assign(contribution=plain.lineage["contribution"] + 1)
    assert root(simple(lineage=other)) != root(plain)


@pytest.mark.parametrize("book", ["rejects", "accounting"])
def test_the_root_covers_what_became_of_each_row(book):
    described = {"rejects": {"row": 1}, "accounting": {"rows": 1}}[book]
    frame = getattr(simple(), book)
    one = pd.DataFrame([dict.fromkeys(frame.columns, "x") | described]).astype(frame.dtypes.to_dict())
    assert root(simple(**{book: one})) != root(simple())
