"""The funding table as a careful person would write it in pandas: no validation, no lineage, no release."""

import sys
from pathlib import Path

import pandas as pd

source, crosswalk, target = map(Path, sys.argv[1:4])
lines = pd.read_csv(source, dtype={"Module1": str, "Intervention1": str})
names = pd.read_csv(crosswalk, dtype=str)
cycles = {"Grant Cycle 5": "GC5", "Grant Cycle 6": "GC6", "Grant Cycle 7": "GC7"}


def plain(text: pd.Series) -> pd.Series:
    return (
        text.fillna("")
        .str.casefold()
        .str.replace(r"\s*-\s*", "-", regex=True)
        .str.replace("programing", "programming")
        .str.replace("opiod", "opioid")
    )


keyed = lines.assign(
    grant_cycle=lines["GrantCycleName"].map(cycles),
    module=plain(lines["Module1"]),
    intervention=plain(lines["Intervention1"]),
)
mapped = names.assign(module=plain(names["module"]), intervention=plain(names["intervention"]))
joined = keyed.merge(mapped, on=["grant_cycle", "module", "intervention"], how="inner")
key = ["GeographyName1", "BudgetYearFrom1", "population", "service"]
table = joined.groupby(key, as_index=False)["BudgetAmount_ReferenceRate"].sum()
table.to_parquet(target, index=False)
