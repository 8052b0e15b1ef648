"""The value of every headline figure in every release."""

import pandas as pd

from hr_pipeline.releases.files import write_json, write_parquet
from hr_pipeline.releases.ledger import Entry, write_ledger
from hr_pipeline.releases.revisions import revisions
from hr_pipeline_tests.releases.builds import publish, simple

FIGURE = "headline_gap/EECA/2023/gap_usd"
COLUMNS = [
    {"name": "place", "type": "text", "unit": ""},
    {"name": "year", "type": "integer", "unit": ""},
    {"name": "gap_usd", "type": "number", "unit": "US$"},
]


def about(version: str) -> dict:
    entry = {"keys": ["place", "year"], "columns": COLUMNS, "is_published": True, "rows": 1}
    entry |= {"path": "tables/headline_gap.parquet"}
    return {"version": version, "created": "2026-05-04", "content_root": "00", "tables": {"headline_gap": entry}}


def headline(gap: float) -> dict[str, pd.DataFrame]:
    return {"headline_gap": pd.DataFrame({"place": ["EECA"], "year": [2023], "gap_usd": [gap]})}


def written(releases, version: str, gap: float) -> None:
    folder = releases / version
    write_parquet(headline(gap)["headline_gap"], "headline_gap", folder / "tables/headline_gap.parquet")
    write_json(about(version), folder / "manifest.json")


def test_each_release_gives_its_value_and_its_state(tmp_path):
    for version, gap in (("2026.9", 1.0), ("2026.10", 2.0)):
        written(tmp_path, version, gap)
    write_ledger([Entry("2026.9", "00", "11"), Entry("2026.10", "00", "22", "withdrawn", "a slip")], tmp_path)
    found = revisions(tmp_path, about("2027.1"), headline(3.0))
    assert found[["figure", "release", "state", "value", "unit"]].to_numpy().tolist() == [
        [FIGURE, "2026.9", "published", 1.0, "US$"],
        [FIGURE, "2026.10", "withdrawn", 2.0, "US$"],
        [FIGURE, "2027.1", "published", 3.0, "US$"],
    ]


def test_a_release_whose_manifest_is_damaged_has_no_rows(tmp_path):
    written(tmp_path, "2026.1", 1.0)
    (tmp_path / "2026.1" / "manifest.json").write_text("{", encoding="utf-8")
    assert revisions(tmp_path, about("2026.2"), headline(3.0))["release"].tolist() == ["2026.2"]


def test_every_release_brings_the_table(home):
    folder = publish(simple(), home).folder
    assert list(pd.read_parquet(folder / "revisions.parquet").columns)[:2] == ["figure", "release"]
