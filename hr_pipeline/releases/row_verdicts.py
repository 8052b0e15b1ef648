"""Comparing a rebuilt table with the published one, row by row where files it rests on were not kept.

Building again belongs to `defs/rebuilding.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.provenance.contributions import figure_ids
from hr_pipeline.provenance.fingerprint import BUILD_COLUMNS, fingerprint
from hr_pipeline.provenance.replayer import DIFFERENT, EQUAL, NOT_CHECKED, WITHHELD


@dataclass(frozen=True)
class TableVerdict:
    """What a rebuild says about one table.

    Attributes:
        table: name of the table.
        verdict: EQUAL: all rows came out the same; DIFFERENT: a row that could be rebuilt did not; WITHHELD: what rests
            on files that were not kept is not proven, all else is equal; NOT CHECKED: nothing could be compared.
        equal: rows that came out the same.
        withheld: rows that rest on files that were not kept.
        different: ids of rows that came out otherwise.
    """

    table: str
    verdict: str
    equal: int
    withheld: int = 0
    different: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """Say it in one line."""
        names = f": {', '.join(self.different[:5])}" if self.different else ""
        return (
            f"{self.verdict:<11} {self.table}: {self.equal:,} rows equal, {self.withheld:,} rest on files that were "
            f"not kept, {len(self.different):,} rebuilt otherwise{names}"
        )


def whole_table(name: str, published: str, rebuilt: pd.DataFrame) -> TableVerdict:
    """Compare a table that rests on kept files only, by its fingerprint."""
    is_equal = fingerprint(rebuilt) == published
    return TableVerdict(name, EQUAL, len(rebuilt)) if is_equal else TableVerdict(name, DIFFERENT, 0, 0, (name,))


def row_by_row(
    name: str, keys: list[str], published: pd.DataFrame, rebuilt: pd.DataFrame, resting: Collection[int]
) -> TableVerdict:
    """Compare a table of which some rows rest on files that were not kept.

    Args:
        name: the table.
        keys: its key columns.
        published: the rows of the release.
        rebuilt: the rows made without the files that were not kept.
        resting: positions of the published rows that rest on those files.
    """
    withheld = published.index.isin(list(resting))
    left, right = _printed(published, name, keys), _printed(rebuilt, name, keys)
    is_equal = right.reindex(left.index).eq(left).to_numpy()
    different = tuple(left.index[~is_equal & ~withheld])
    proven, unproven = int((is_equal & ~withheld).sum()), int(withheld.sum())
    verdict = DIFFERENT if different else WITHHELD if unproven else EQUAL
    return TableVerdict(name, verdict if len(published) else NOT_CHECKED, proven, unproven, different)


def _printed(table: pd.DataFrame, name: str, keys: list[str]) -> pd.Series:
    """Hash each row, by its id; rows that share an id are distinguished by their order."""
    plain = table.drop(columns=list(BUILD_COLUMNS), errors="ignore").astype("str")
    ids = figure_ids(table, name, keys)
    again = ids.groupby(ids).cumcount()
    hashes = pd.util.hash_pandas_object(plain, index=False).astype("str")
    return pd.Series(hashes.to_numpy(), index=ids.where(again == 0, ids + "#" + again.astype("str")))


def rows_resting_on(lineage: pd.DataFrame, deliveries: Collection[str]) -> dict[str, set[int]]:
    """Find the published rows whose contributions lead, over any number of steps, to cells of these deliveries.

    Returns:
        Positions of rows by table.
    """
    steps = lineage.astype({"output_table": "str", "input_table": "str"})
    reached = steps["delivery"].isin(deliveries)
    given = pd.MultiIndex.from_frame(steps[["input_table", "input_row"]])
    made = pd.MultiIndex.from_frame(steps[["output_table", "output_row"]])
    is_figure = steps["delivery"].isna()
    while (more := (is_figure & given.isin(made[reached])) & ~reached).any():
        reached |= more
    rows = steps.loc[reached, ["output_table", "output_row"]].drop_duplicates()
    return {str(name): set(part.astype("int64")) for name, part in rows.groupby("output_table")["output_row"]}
