"""What a role means where the cited cell does not hold the number: the rules of `derivations.csv`.

Trying them on a contribution belongs to `derivations.py` and `figure_derivations.py`.
"""

from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import pandas as pd

ZERO = "left_out"
CONSTANT = "constant;value="
ONE = "one"
DECLARED = "declared"


def rules_of(table: Any, output_column: Any, role: Any) -> list[tuple[str, str]]:
    """Give the derivations that a role may have, each with the columns that it takes."""
    return list(_rules_of(str(table), str(output_column), str(role)))


def meant(derivation: str, contribution: float) -> str:
    """Give the derivation where the row's meaning alone gives the contribution, else nothing."""
    if derivation == DECLARED:
        return derivation
    fixed = {ZERO: 0.0, ONE: 1.0}
    is_constant = derivation.startswith(CONSTANT)
    value = float(derivation.removeprefix(CONSTANT)) if is_constant else fixed.get(derivation)
    return derivation if value == contribution else ""


@cache
def _rules_of(table: str, output_column: str, role: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind, column)
        for given, output, named, kind, column in rules()
        if given == table and named == role and fnmatchcase(output_column, output)
    )


@cache
def rules() -> tuple[tuple[str, str, str, str, str], ...]:
    """Read all rules: input table, output column, role, derivation, columns."""
    text = (files("hr_pipeline.provenance") / "derivations.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype="str", keep_default_na=False)
    names = ["input_table", "output_column", "role", "kind", "column"]
    return tuple(table[names].itertuples(index=False, name=None))
