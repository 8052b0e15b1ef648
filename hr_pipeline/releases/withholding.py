"""Taking hidden figures out of what goes out: their values, their status, every number of the lineage that tells them.

Which figures are hidden is decided in `hr_pipeline.disclosure`.
"""

import pandas as pd

from hr_pipeline.schemas.tables import describe, kinds

MISSING, SUPPRESSED = "O", "suppressed"


def hidden_in_table(name: str, table: pd.DataFrame, suppressions: pd.DataFrame) -> pd.DataFrame:
    """Empty the hidden cells of a published table; a row whose main value goes says that it is suppressed."""
    own = suppressions[suppressions["table"] == name]
    if own.empty:
        return table
    emptied = table.assign(
        **{str(column): table[column].mask(_rows(table, cells)) for column, cells in own.groupby("column")}
    )
    touched, main = _rows(table, own), emptied[_main(name)].isna()
    return emptied.assign(
        obs_status=emptied["obs_status"].astype("str").mask(touched & main, MISSING),
        missing_reason=emptied["missing_reason"].astype("object").mask(touched & main, SUPPRESSED),
    ).astype({column: kinds(name)[column] for column in ("obs_status", "missing_reason")})


def _rows(table: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    return pd.Series(table.index.isin(table.index[cells["row"].to_numpy("int64")]), table.index, dtype="bool")


def _main(name: str) -> str:
    """Name the column that a row's status speaks of: the first that is computed."""
    return next(column["name"] for column in describe(name) if column["formula"])


def hidden_in_lineage(lineage: pd.DataFrame, suppressions: pd.DataFrame) -> pd.DataFrame:
    """Empty every contribution and cell that tells a hidden figure, wherever else it is used; their places stay."""
    hidden = pd.MultiIndex.from_frame(suppressions[["table", "row", "column"]].astype({"row": "Int64"}))
    output, given = (_figures(lineage, side) for side in ("output", "input"))
    tells = output.isin(hidden) | given.isin(hidden)
    is_row = lineage["delivery"].notna().to_numpy()
    cells = pd.MultiIndex.from_frame(lineage[["input_table", "input_row"]].astype({"input_table": "str"}))
    tells |= is_row & cells.isin(cells[tells & is_row])
    described = ["contribution", "raw_value", "steps", "derivation"]
    return lineage.assign(**{name: lineage[name].mask(tells) for name in described})


def _figures(lineage: pd.DataFrame, side: str) -> pd.MultiIndex:
    columns = [f"{side}_table", f"{side}_row", f"{side}_column"]
    return pd.MultiIndex.from_frame(lineage[columns].astype({columns[0]: "str", columns[2]: "str"}))
