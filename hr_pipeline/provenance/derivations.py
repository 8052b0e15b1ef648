"""How the text of a cell became the number of a contribution: one line per edge, which other code can compute again.

The vocabulary is closed (`KINDS`), has a version, and is evaluated by `replayer.py`, which shares nothing with the
readers or with this module. What a reader did is taken from its `steps`, and what a role means from `derivations.csv`;
a number that these do not explain is called unexplained, never equal.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.provenance.figure_derivations import FIGURE, of_figures
from hr_pipeline.provenance.meanings import meant, rules_of

VOCABULARY = "2"
KINDS = {
    "number": "the text is read as a number",
    "between": "geometric mean of the cell and of another: in the column `other`, or in the row `other_row`",
    "ratio": "the cell over another cell of its row, in the column `other`",
    "half_digit": "half of the last digit that is published, of which there are `digits` after the mark",
    "constant": "the row's meaning gives the number `value`: nothing, a whole, or the months of a year",
    "one": "one, where the cell is not empty",
    "left_out": "zero: the cell's number is not counted in this figure",
    "figure": "the published figure; `times` and `over` name roles; `mean` is over their number; `minus` takes away",
    "declared": "the row's meaning gives the number, which is not checked",
    "unexplained": "the recorded steps do not give the number",
}
"""What may stand first in a derivation; factors follow as `x=1000`, divisors as `per=2.5`, then `round=2`."""
UNIT = re.compile(r"x ([\d,]+(?:\.\d+)?(?:e-?\d+)?) \(")
BOUND = re.compile(r"(lower|upper) bound in row (\d+)")
BOUND_ENDINGS = {"lower": "_low", "upper": "_high"}
DENOMINATOR = re.compile(r"denominator in column ([^;]+)")
RATE = "exchange_rate"
DECIMALS = (2, 4)
CLOSE = 1e-9

CITED = ["row", "column", "raw_value"]
DECIDING = ["input_table", "output_column", "role", "contribution", "delivery", "sheet", *CITED, "steps", "rates"]
"""What a derivation depends on."""

CellReader = Callable[[str, str, int, str], str]
"""Gives the text of a cell: delivery, sheet, row, column."""


def with_derivations(
    lineage: pd.DataFrame, read_cell: CellReader | None = None, tables: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Add to each contribution how it became the number, and cite the cell that holds it.

    Args:
        lineage: contributions with the places of cells.
        read_cell: reads other cells of the same file; without it, only the cited cell is looked at.
        tables: the published tables; without them, contributions of published figures are unexplained.

    Returns:
        The lineage with `derivation`, empty where a number is withheld; `row`, `column` and `raw_value` are those of
        the cell that holds the number.
    """
    ends = lineage["delivery"].notna()
    plain = lineage.loc[ends].assign(derivation=_plain(lineage[ends]))
    rest = plain["derivation"].eq("")
    found = _by_kind(plain[rest].pipe(_with_rates, lineage), read_cell)
    names = list(found)
    texts = lineage.assign(derivation="").astype(dict.fromkeys(names, "object"))
    texts.loc[ends, "derivation"] = plain["derivation"].astype("object")
    texts.loc[~ends, "derivation"] = of_figures(lineage[~ends], lineage, tables or {})
    texts.loc[found.index, names] = found
    return texts.astype({"derivation": "category", "row": "Int64", "column": "category", "raw_value": "str"})


def _plain(ends: pd.DataFrame) -> pd.Series:
    """Explain what is most of the lineage at once: a number, times the units that the steps name."""
    texts = ends["raw_value"].astype("category")
    read = [{text: reader(text) for text in texts.cat.categories} for reader in (number_of, decimal_of)]
    number, decimal = (texts.astype("object").map(values).astype("object") for values in read)
    steps = ends["steps"].astype("object").fillna("")
    factor = steps.map({text: np.prod(factors(text)) for text in steps.unique()}).astype("float64")
    is_close = np.isclose(number.astype("float64") * factor, ends["contribution"], rtol=CLOSE, atol=CLOSE)
    written = "number" + decimal.fillna("") + steps.map({text: _times(factors(text)) for text in steps.unique()})
    return written.where(is_close, "").mask(ends["raw_value"].isna(), "")


def _with_rates(ends: pd.DataFrame, lineage: pd.DataFrame) -> pd.DataFrame:
    """Add the exchange rates of each contribution's figure."""
    rates = lineage[lineage["role"] == RATE].groupby(FIGURE, observed=True)["contribution"].agg(tuple).rename("rates")
    return ends.join(rates, on=FIGURE).assign(rates=lambda d: d["rates"].astype("object").where(d["rates"].notna(), ()))


def _by_kind(ends: pd.DataFrame, read_cell: CellReader | None) -> pd.DataFrame:
    """Explain each distinct contribution once: thousands of figures use the same parameter in the same role.

    Returns:
        The derivation and the cited cell, with the index of the contributions.
    """
    alike = ends.groupby(DECIDING, dropna=False, observed=True, sort=False).ngroup()
    explained = [_explained(row, read_cell) for row in as_records(ends[~alike.duplicated()])]
    found = pd.DataFrame(explained, columns=["derivation", *CITED], dtype="object")
    return found.take(alike.to_numpy()).set_axis(ends.index)


def _explained(row: dict[str, Any], read_cell: CellReader | None) -> tuple[Any, ...]:
    """Explain one contribution by a rate, by its role, or by another cell of its file."""
    kept = tuple(row[name] for name in CITED)
    if pd.isna(row["raw_value"]):
        return ("", *kept)
    if by_rate := _by_rate(row, row["rates"]):
        return (by_rate, *kept)
    return _by_role(row, read_cell) or ("unexplained", *kept)


def _by_rate(row: dict[str, Any], rates: Iterable[float]) -> str:
    given = factors(row["steps"])
    value = number_of(row["raw_value"]) * float(np.prod(given))
    for rate in rates:
        for digits in (None, *DECIMALS):
            made = value / rate if digits is None else round(value / rate, digits)
            if abs(made - row["contribution"]) <= CLOSE * max(1.0, abs(made)):
                end = "" if digits is None else f";round={digits}"
                return f"number{decimal_of(row['raw_value'])}{_times(given)};per={rate!r}{end}"
    return ""


def _by_role(row: dict[str, Any], read_cell: CellReader | None) -> tuple[Any, ...] | None:
    for kind, columns in _declared(row):
        if written := _half_digit(row) if kind == "half_digit" else meant(kind, row["contribution"]):
            return (written, *(row[name] for name in CITED))
        if columns and read_cell:
            cells = [(int(row["row"]), column) for column in columns.split("|")]
            if found := _elsewhere(row, kind, cells, read_cell):
                return found
    return _by_bounds(row, read_cell) if read_cell else None


def _half_digit(row: dict[str, Any]) -> str:
    """Find the digits after the mark that half of the last one comes from."""
    given, mark = factors(row["steps"]), decimal_of(row["raw_value"])
    scaled = row["contribution"] / float(np.prod(given))
    digits = round(-np.log10(2 * scaled)) if scaled > 0 else -1
    shown = len(row["raw_value"].partition("," if mark else ".")[2])
    is_half = digits >= shown and abs(0.5 * 10.0**-digits - scaled) <= CLOSE * scaled
    return f"half_digit{mark};digits={digits}{_times(given)}" if is_half else ""


def _by_bounds(row: dict[str, Any], read_cell: CellReader) -> tuple[Any, ...] | None:
    """Find the bounds of an estimate where they stand in rows of their own."""
    rows = {word: int(number) for word, number in BOUND.findall(str(row["steps"] or ""))}
    ending = [word for word, end in BOUND_ENDINGS.items() if str(row["output_column"]).endswith(end)]
    cells = [(rows[word], row["column"]) for word in ending or BOUND_ENDINGS if word in rows]
    kind = "number" if len(cells) == 1 else "between"
    return _elsewhere(row, kind, cells, read_cell) if cells else None


def _declared(row: dict[str, Any]) -> list[tuple[str, str]]:
    named = DENOMINATOR.search(str(row["steps"] or ""))
    stated = [("number", named[1].strip())] if named else []
    return stated + rules_of(row["input_table"], row["output_column"], row["role"])


MADE: dict[str, Callable[[float, float], float]] = {
    "number": lambda cell, _: cell,
    "between": lambda cell, other: float(np.sqrt(cell * other)),
    "ratio": lambda cell, other: cell / other if other else float("nan"),
}


def _elsewhere(
    row: dict[str, Any], kind: str, cells: list[tuple[int, str]], read_cell: CellReader
) -> tuple[Any, ...] | None:
    """Look into other cells of the archived file; the first is the one that is cited."""
    try:
        texts = [read_cell(row["delivery"], row["sheet"], *cell) for cell in cells]
    except LookupError:
        return None
    values = [number_of(text) for text in texts]
    made = MADE[kind](values[0], values[-1])
    if not abs(made - row["contribution"]) <= CLOSE * max(1.0, abs(made)):
        return None
    (line, column), (other_line, other) = cells[0], cells[-1]
    ends = {"other": other if other != column else "", "other_row": other_line if other_line != line else ""}
    written = "".join(f";{name}={value}" for name, value in ends.items() if value)
    return f"{kind}{decimal_of(texts[0])}{written}", line, column, texts[0]


def factors(steps: Any) -> list[float]:
    """Give the factors that a reader's steps name: `x 1,000 (unit)`."""
    return [float(text.replace(",", "")) for text in UNIT.findall(steps)] if isinstance(steps, str) else []


def _times(given: Iterable[float]) -> str:
    return "".join(f";x={factor!r}" for factor in given)


def number_of(text: Any) -> float:
    """Read a cell's text as a number; not a number where it is none."""
    if not isinstance(text, str):
        return float("nan")
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    if decimal_of(text):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return float("nan")


def decimal_of(text: Any) -> str:
    """Tell where a comma marks decimals: `1 231 940,7`; a comma before three digits groups them."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text) if isinstance(text, str) else ""
    is_comma = re.fullmatch(r"-?[\d.]*,(\d{1,2}|\d{4,})", plain) or re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain)
    return ";decimal=," if is_comma else ""
