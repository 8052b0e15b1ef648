"""Replaying a release with its bundle and without the package: all is equal, and every injected change is different."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hr_pipeline.paths import Home
from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.provenance.replay_release import figure_id, figures, verdicts
from hr_pipeline.provenance.replayer import DIFFERENT, EQUAL, NOT_CHECKED, WITHHELD, Release, made
from hr_pipeline.releases.write import latest
from hr_pipeline.schemas.tables import keys

UNEXPLAINED = {
    ("modelled_sizes", "country_sigma"),
    ("modelled_sizes", "expected_people"),
    ("modelled_sizes", "regional_prevalence_share"),
    ("published_need_allotments", "people"),
}
"""Columns that rest on totals over countries, which their contributions do not hold; METHODS.md names them."""
DECLARED = {
    ("population_sizes", "people"),
    ("population_sizes", "people_high"),
    ("population_sizes", "people_low"),
    ("population_sizes", "sigma"),
    ("service_coverage", "coverage_high"),
}
"""Columns with a number that only its meaning gives: pooling of estimates, their age, a bound above all people."""
MUTATIONS = 200
SAMPLE = 300


@pytest.fixture(scope="module")
def bundled(demonstration_home, command, tmp_path_factory) -> tuple[Path, Path]:
    """A copy of the demonstration's release and its bundle, away from the home."""
    folder = tmp_path_factory.mktemp("outsider")
    release = latest(Home(demonstration_home).releases)
    command("evidence", "--home", demonstration_home, "--to", folder / "evidence.zip")
    return Path(shutil.copytree(release, folder / release.name)), folder / "evidence.zip"


@pytest.fixture(scope="module")
def release(bundled) -> Release:
    return Release(*bundled)


def outside(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the shipped replayer as somebody does who has Python and pyarrow, and nothing of this project."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, str(folder / "replay.py"), *map(str, words)]
    return subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)


def test_the_shipped_checks_know_nothing_of_the_package(bundled):
    for name in ("replay.py", "replayer.py", "replay_numbers.py", "replay_cells.py", "verify.py"):
        assert "import hr_pipeline" not in (bundled[0] / name).read_text()
        assert "from hr_pipeline" not in (bundled[0] / name).read_text()


def test_one_figure_is_replayed_by_an_outsider(bundled, release):
    key = next(
        key for key in figures(release) if key[0] == "funding_gap" and key[2] == "unfunded_by_reported_payers_usd"
    )
    found = outside(bundled[0], "--evidence", bundled[1], "--figure", figure_id(release, key))
    assert (found.returncode, "1 figures proven, 0 not proven" in found.stdout) == (0, True), (
        found.stdout + found.stderr
    )


def test_an_outsider_names_a_figure_of_a_fiscal_year_as_the_package_does(bundled, release):
    table = pd.read_parquet(bundled[0] / "tables" / "national_budget_amounts.parquet")
    names = figure_ids(table, "national_budget_amounts", keys("national_budget_amounts"))
    assert [figure_id(release, ("national_budget_amounts", row, "amount_usd")) for row in range(len(table))] == [
        f"{name}/amount_usd" for name in names
    ]
    assert len(names)


def test_without_the_bundle_nothing_is_proven_and_nothing_is_different(bundled):
    found = outside(bundled[0], "--sample", 50, "--seed", 1)
    assert found.returncode == 4
    assert "DIFFERENT" not in found.stdout


def test_a_seeded_sample_of_figures_of_every_table_and_column_is_equal(release):
    chance = random.Random(13)
    by_column: dict[tuple, list] = {}
    for key in figures(release):
        by_column.setdefault((key[0], key[2]), []).append(key)
    keys = {chance.choice(of_column) for of_column in by_column.values()}
    keys |= set(chance.sample(figures(release), SAMPLE))
    found, edges = verdicts(release, keys)
    assert not [figure_id(release, key) for key, verdict in found.items() if verdict == DIFFERENT]
    assert set(edges) <= {EQUAL, "WITHHELD", NOT_CHECKED}


def test_only_the_listed_columns_rest_on_cells_that_do_not_explain_them(bundled):
    lineage = pd.read_parquet(bundled[0] / "lineage.parquet").astype({"derivation": "str"})
    for derivation, columns in {"unexplained": UNEXPLAINED, "declared": DECLARED}.items():
        open_edges = lineage.loc[lineage["derivation"] == derivation, ["output_table", "output_column"]].astype("str")
        assert set(open_edges.itertuples(index=False, name=None)) == columns
    assert set(lineage.loc[lineage["contribution"].notna() & lineage["delivery"].isna(), "derivation"]) <= {
        *{
            "figure",
            "figure;mean",
            "figure;times=index_year;over=index_base",
            "figure;times=index_base;over=index_year",
        },
        *{"constant;value=0", "constant;value=1", "left_out", "declared"},
    }


def forged(release: Release, at: int, contribution: float) -> str:
    """Give the verdict on an edge whose number was changed."""
    before = release.edges[at]
    release.edges[at] = before | {"contribution": contribution}
    found = release.edge_verdict(release.edges[at])
    release.edges[at] = before
    return found


def test_a_forged_contribution_of_a_constant_or_of_a_figure_is_different(release):
    chance = random.Random(25)
    by_kind: dict[str, list[int]] = {}
    for at, edge in enumerate(release.edges):
        if edge["contribution"] is not None and not str(edge["derivation"]).startswith("number"):
            by_kind.setdefault(str(edge["derivation"]).partition(";")[0], []).append(at)
    assert {"figure", "constant", "ratio", "half_digit", "left_out", "declared"} <= by_kind.keys()
    for kind, places in by_kind.items():
        for at in chance.sample(places, min(40, len(places))):
            edge = release.edges[at]
            release.read({made(edge)})
            is_open = kind in ("declared", "unexplained")
            expected = (
                {NOT_CHECKED} if is_open else {DIFFERENT} if edge["raw_value"] or not edge["delivery"] else {WITHHELD}
            )
            assert {forged(release, at, edge["contribution"] * 3 + 1)} == expected, edge


@pytest.mark.slow
def test_every_figure_and_every_cited_cell_is_equal(release):
    found, edges = verdicts(release, set(figures(release)))
    assert DIFFERENT not in found.values()
    assert set(edges) <= {EQUAL, "WITHHELD", NOT_CHECKED} and EQUAL in edges


def with_other_mark(derivation: str) -> str:
    """Read the text with the other decimal mark."""
    return derivation.replace(";decimal=,", "") if ";decimal=," in derivation else derivation + ";decimal=,"


def change(edge: dict, kind: str, chance: random.Random, columns: list[str]) -> dict:
    """Inject one error in an edge that ends in a cell."""
    return (
        edge
        | {
            "factor": {"derivation": edge["derivation"] + ";x=1000.0"},
            "rate": {"derivation": edge["derivation"] + ";per=1.01"},
            "decimal mark": {
                "derivation": edge["derivation"].replace(";decimal=,", "")
                + ";decimal="
                + ("," if "." in edge["raw_value"] else ".")
            },
            "contribution": {"contribution": edge["contribution"] * 1000 + 1},
            "column": {"column": chance.choice(columns)},
            "cell": {"row": edge["row"] + 1},
            "text": {"raw_value": edge["raw_value"] + "1"},
        }[kind]
    )


KINDS = ["factor", "rate", "decimal mark", "contribution", "column", "cell", "text", "figure", "any contribution"]


@pytest.mark.slow
def test_injected_errors_are_all_different(release):
    chance = random.Random(20261124)
    keys = [key for key in figures(release) if any(is_cited(release.edges[at]) for at in release.below.get(key, ()))]
    cited: dict[str, list[str]] = {}
    for delivery, column in sorted({(e["delivery"], e["column"]) for e in release.edges if is_cited(e)}):
        cited.setdefault(delivery, []).append(column)
    injected: dict[str, int] = {}
    while sum(injected.values()) < MUTATIONS:
        kind, key = KINDS[sum(injected.values()) % len(KINDS)], chance.choice(keys)
        if verdict(release, key) != EQUAL:
            continue
        if kind == "any contribution":
            at = chance.choice([at for at in release.below[key] if is_proven(release.edges[at])])
            assert forged(release, at, release.edges[at]["contribution"] * 1000 + 1) == DIFFERENT, release.edges[at]
        elif kind == "figure":
            assert with_other_value(release, key) == DIFFERENT, (kind, key)
        else:
            at = chance.choice([at for at in release.below[key] if is_cited(release.edges[at])])
            before = release.edges[at]
            columns = cited[before["delivery"]]
            release.edges[at] = change(before, kind, chance, columns)
            found, is_same = verdict(release, key), holds_the_same(release, before, release.edges[at])
            release.edges[at] = before
            if is_same:
                continue
            assert found == DIFFERENT, (kind, key, before)
        injected[kind] = injected.get(kind, 0) + 1
    assert set(injected) == set(KINDS)


def is_cited(edge: dict) -> bool:
    """Tell a number that is read from a cell and is not zero: a thousand times nothing is nothing."""
    return edge["delivery"] is not None and str(edge["derivation"]).startswith("number") and bool(edge["contribution"])


def is_proven(edge: dict) -> bool:
    """Tell a number that something proves: a cell, another figure, or a constant."""
    return not str(edge["derivation"]).startswith(("declared", "unexplained"))


def holds_the_same(release: Release, before: dict, after: dict) -> bool:
    """Tell a changed citation that by chance names a cell with the same text, or a mark that changes no digit."""
    if before == after:
        return True
    cells = release.cells[before["delivery"]]
    other = cells.get((after["sheet"] or "", int(after["row"]), after["column"])) if isinstance(cells, dict) else None
    is_moved = (before["row"], before["column"]) != (after["row"], after["column"])
    is_whole = "decimal=" in after["derivation"] and not set(before["raw_value"]) & {".", ","}
    return (is_moved and other == before["raw_value"]) or is_whole


def verdict(release: Release, key: tuple) -> str:
    return verdicts(release, {key})[0][key]


def with_other_value(release: Release, key: tuple) -> str:
    table, row, column = key
    values = release.columns[table][column]
    before, values[row] = values[row], values[row] * 10 + 1
    found = verdict(release, key)
    values[row] = before
    return found
