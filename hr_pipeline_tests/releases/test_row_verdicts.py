"""Row by row: what rests on files that were not kept is withheld, everything else is equal or different."""

import pandas as pd

from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.provenance.replay import DIFFERENT, EQUAL, WITHHELD
from hr_pipeline.releases.row_verdicts import row_by_row, rows_resting_on, whole_table

TABLE = pd.DataFrame({"iso3": ["KGZ", "UKR", "MDA"], "value": [1.0, 2.0, None]})


def verdict(rebuilt, resting=()):
    return row_by_row("money", ["iso3"], TABLE, rebuilt, resting)


def test_rows_that_rest_on_nothing_withheld_are_proven():
    found = verdict(TABLE.iloc[[0, 2]].reset_index(drop=True), resting={1})
    assert (found.verdict, found.equal, found.withheld, found.different) == (WITHHELD, 2, 1, ())


def test_a_row_that_should_be_the_same_and_is_not_is_different():
    changed = TABLE.assign(value=[1.0, 2.0, 3.0])
    assert verdict(changed, resting={1}).different == ("money/MDA",)
    assert verdict(changed, resting={2}).verdict == WITHHELD


def test_a_row_that_is_gone_is_different_unless_it_rests_on_what_was_not_kept():
    assert verdict(TABLE.head(2)).different == ("money/MDA",)
    assert verdict(TABLE.head(0), resting={0, 1, 2}).verdict == WITHHELD


def test_a_table_that_rests_on_kept_files_is_compared_whole():
    assert whole_table("money", fingerprint(TABLE), TABLE).verdict == EQUAL
    assert whole_table("money", fingerprint(TABLE), TABLE.head(2)).verdict == DIFFERENT


def test_resting_is_followed_over_any_number_of_tables():
    edges = [("a", 0, "rows", 7, "secret.csv"), ("a", 1, "rows", 8, "open.csv"), ("b", 5, "a", 0, None)]
    edges += [("c", 3, "b", 5, None), ("c", 4, "a", 1, None)]
    names = ["output_table", "output_row", "input_table", "input_row", "delivery"]
    lineage = pd.DataFrame(edges, columns=names).astype({"output_row": "Int64", "input_row": "Int64"})
    assert rows_resting_on(lineage, {"secret.csv"}) == {"a": {0}, "b": {5}, "c": {3}}
