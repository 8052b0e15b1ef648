"""The gate between a frame and the disk: nothing is written that has not passed its schema.

`admit` lets a source table's good rows through and returns the others as rejects; `require` stops at the first broken
rule, for tables that we compute ourselves. Writing belongs to `defs/store.py`.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.tables import SURVEY_TABLES, keys, schema

REJECT_COLUMNS = ["table", "delivery", "sheet", "row", "column", "check", "failed_column", "raw_value", "message"]
SHOWN_FAILURES = 10
WITHHELD = "(withheld)"
LARGEST, PLAUSIBLE = 1e18, "at_most_1e18"
"""No budget of any country in any currency has more than 18 digits."""
EMPTY = "an empty cell"


class BrokenRule(Exception):
    """A table breaks its own schema; the message lists the rule, the column and the first failing rows."""


@dataclass(frozen=True)
class Built:
    """A table that has passed the gate, with what goes to the disk next to it."""

    name: str
    table: pd.DataFrame
    rejects: pd.DataFrame | None = None
    accounting: pd.DataFrame | None = None
    contributions: pd.DataFrame | None = None
    notes: dict[str, str] = field(default_factory=dict)


def require(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Validate a table that we computed.

    Args:
        name: name of the table in the registry.
        table: one row per key.

    Raises:
        BrokenRule: any rule of the schema is broken.
    """
    failures = _failures(name, table)
    if not failures.empty:
        raise BrokenRule(f"{name}: {len(failures)} broken rule(s)\n{_shown(failures, table, name)}")
    return table


def admit(name: str, table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split a source table into accepted rows and rejects.

    Returns:
        The rows that break no rule, and one reject per row and rule with REJECT_COLUMNS.

    Raises:
        BrokenRule: the frame itself is wrong (a column is missing or has the wrong type): a fault of ours.
    """
    table = table.reset_index(drop=True)
    failures = _with_implausible(_failures(name, table), table)
    if failures["index"].isna().any():
        raise BrokenRule(f"{name}: the frame does not fit its schema\n{_shown(failures, table, name)}")
    if failures.empty:
        return table, _no_rejects()
    bad = failures["index"].astype("int64")
    return table.drop(index=bad.unique().tolist()).reset_index(drop=True), _rejects(name, table, failures)


def _failures(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Run the schema and give one failure per row and rule: index, column, check, failure_case."""
    try:
        schema(name).validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.assign(check=lambda d: d["check"].astype("str"))
        # A rule over several columns fails once for each of them: it is one broken rule of the row.
        over_columns = cases["schema_context"] == "DataFrameSchema"
        ruled = cases.assign(column=cases["column"].mask(over_columns, name))
        return ruled.drop_duplicates(["index", "column", "check"]).reset_index(drop=True)
    return pd.DataFrame(columns=["index", "column", "check", "failure_case"])


def _with_implausible(failures: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Add numbers that are infinite or larger than any amount: two of them added up would be infinite."""
    numbers = table.select_dtypes("float")
    found = [
        {"index": at, "column": name, "check": PLAUSIBLE, "failure_case": str(value)}
        for name in numbers
        for at, value in numbers[name][numbers[name].abs() > LARGEST].items()
    ]
    return pd.concat([failures, pd.DataFrame(found)], ignore_index=True) if found else failures


def _shown(failures: pd.DataFrame, table: pd.DataFrame, name: str) -> str:
    """Print the first failures with the keys of their rows, never a whole frame."""
    lines = []
    for case in failures.head(SHOWN_FAILURES).to_dict("records"):
        where = _key_of(case["index"], table, name)
        lines.append(f"  column {case['column']}, rule {case['check']}{where}: {str(case['failure_case'])[:80]}")
    more = len(failures) - SHOWN_FAILURES
    return "\n".join(lines + ([f"  and {more} more"] if more > 0 else []))


def _key_of(index: Any, table: pd.DataFrame, name: str) -> str:
    if index is None or pd.isna(index) or index not in table.index:
        return ""
    return " at " + "/".join(str(table.at[index, key]) for key in keys(name) if key in table)


def _rejects(name: str, table: pd.DataFrame, failures: pd.DataFrame) -> pd.DataFrame:
    rows = table.loc[failures["index"].astype("int64")].reset_index(drop=True)
    places = rows[["delivery", "sheet", "row", "column", "raw_value", "confidentiality"]].astype({"column": "str"})
    named = failures.rename(columns={"column": "failed_column"}).astype({"failure_case": "str"})
    cases = named[["failed_column", "check", "failure_case"]].fillna({"failure_case": EMPTY}).reset_index(drop=True)
    return (
        pd.concat([places, cases], axis=1)
        # What a confidential delivery says in its cells stays with its owner; what a survey says may tell of people.
        .assign(is_withheld=lambda d: (d["confidentiality"] == "C") | (name in SURVEY_TABLES))
        .assign(raw_value=lambda d: d["raw_value"].mask(d["is_withheld"], WITHHELD))
        .assign(failure_case=lambda d: d["failure_case"].mask(d["is_withheld"], WITHHELD))
        .assign(table=name, message=_messages)[REJECT_COLUMNS]
        .pipe(as_text)
    )


def _messages(cases: pd.DataFrame) -> pd.Series:
    return "column " + cases["failed_column"].astype("str") + ": " + cases["failure_case"] + " breaks " + cases["check"]


def _no_rejects() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="Int64" if column == "row" else "str") for column in REJECT_COLUMNS})


def as_text(rejects: pd.DataFrame) -> pd.DataFrame:
    """Give rejects their types: text everywhere, a number for the row."""
    return rejects.astype({column: "Int64" if column == "row" else "str" for column in rejects.columns})
