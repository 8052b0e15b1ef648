"""Published results to `grant_results`: values of their own kind, and the harm reduction measure an indicator means.

Names and codes of indicators stand in `result_indicators.csv`. Vintages of one year stand side by side.
"""

import re
from functools import cache
from importlib.resources import files

import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.packaged import packaged_rows
from hr_pipeline.sources.global_fund.aggregates import with_level
from hr_pipeline.sources.global_fund.cleaning import complete, per_text, read_cells, with_grant
from hr_pipeline.sources.global_fund.crosswalk import normalised
from hr_pipeline.sources.global_fund.layouts import Layout

TABLE = "grant_results"
STAGES = ["baseline", "target", "result"]
CODE = r"^(?P<code>[A-Z]{2,}(?:[ -][A-Z])?-\d+[a-z]?)(?:\s*\(M\))?\s*[:.-]\s+(?P<name>.+)$"
"""An indicator that carries its code before its name, such as `KP-1d(M): Percentage of ...`."""


def clean(lines: pd.DataFrame, layout: Layout, reading: Reading) -> pd.DataFrame:
    """Make records of `grant_results`; arguments as in `budget_lines.clean`."""
    return (
        lines.pipe(_with_indicator)
        .pipe(read_cells, layout, reading)
        .pipe(_with_percentages, reading)
        .pipe(_with_period)
        .pipe(_with_year)
        .pipe(with_level, TABLE, reading)
        .pipe(_with_measure)
        .pipe(_with_values)
        .pipe(complete, TABLE)
    )


def _with_indicator(lines: pd.DataFrame) -> pd.DataFrame:
    """Name custom indicators by their own text, and take the code out of names that begin with it."""
    names = lines["indicator"].astype("str")
    if "custom_indicator" in lines:
        names = names.mask(names.str.strip() == "", lines["custom_indicator"].astype("str"))
    codes = lines["indicator_code"].astype("str") if "indicator_code" in lines else pd.Series("", index=lines.index)
    inside = names.str.extract(CODE)["code"]
    stated = codes.str.replace(r"\s*\(M\)\s*$", "", regex=True).str.strip()
    codes = stated.where(stated != "", inside.fillna(""))
    return lines.assign(indicator=names.astype("category"), indicator_code=codes.astype("category"))


def _with_percentages(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    for name in [f"{stage}_percentage" for stage in STAGES]:
        if name in lines:
            texts = lines[name].astype("str").str.strip()
            numbers = parse_numbers(texts.str.removesuffix("%"))
            bad = numbers.isna() & (texts != "")
            lines = reading.reject(
                TABLE, lines.assign(**{name: numbers}), bad, name, texts, "a percentage such as 45.5"
            )
    return lines


def _with_period(lines: pd.DataFrame) -> pd.DataFrame:
    return with_grant(lines) if {"grant_code", "implementation_period"} & set(lines) else lines


def _with_year(lines: pd.DataFrame) -> pd.DataFrame:
    """Date annual results of a shape without years by their vintage, as `result_years.csv` says."""
    if "year" in lines or not (lines["dataset"] == "annual_results").all():
        return lines
    years = pd.read_csv(str(files(__package__) / "result_years.csv")).set_index("vintage_year")["year"]
    return lines.assign(year=lines["vintage"].dt.year.map(years).astype("Int64"))


def _with_measure(lines: pd.DataFrame) -> pd.DataFrame:
    """Find the measure by the indicator's code, else by its name; a code of ours never overrules another code."""
    key = ["indicator_code", "indicator"]
    pairs = lines[key].astype("str").drop_duplicates()
    found = [_measure(*pair) for pair in pairs.itertuples(index=False)]
    described = pairs.assign(measure=[measure for measure, _ in found], measure_unit=[unit for _, unit in found])
    joined = lines[key].astype("str").merge(described, on=key, how="left", validate="m:1")
    return lines.assign(**{name: pd.Categorical(joined[name].astype("str")) for name in ("measure", "measure_unit")})


def _measure(code: str, name: str) -> tuple[str, str]:
    by_code, by_name = _indicators()
    if code:
        return by_code.get(normalised(code), ("", ""))
    return by_name.get(normalised(re.sub(CODE, r"\g<name>", name)), ("", ""))


@cache
def _indicators() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    rows = packaged_rows(__package__, "result_indicators.csv")
    entries = [(row, (row["measure"], row["unit"])) for row in rows.to_dict("records")]
    return (
        {normalised(row["code"]): means for row, means in entries if row["code"]},
        {normalised(row["name"]): means for row, means in entries},
    )


def _with_values(lines: pd.DataFrame) -> pd.DataFrame:
    """Give each stage its value: the percentage of a percentage, with its parts; the numerator of a number, alone."""
    kind = _kind(lines)
    values = {f"{stage}_value": _value(lines, stage, kind) for stage in STAGES}
    parts = [name for stage in STAGES if (name := f"{stage}_numerator") in lines]
    alone = {name: lines[name].where(kind != "number") for name in parts}
    return lines.assign(value_type=kind.astype("category"), **values, **alone)


def _kind(lines: pd.DataFrame) -> pd.Series:
    """Tell the kind of the values as published, else by which of them are given."""
    given = {kind: _any(lines, kind) for kind in ("percentage", "numerator", "value")}
    described = pd.Series("", index=lines.index).mask(given["numerator"] | given["value"], "number")
    described = described.mask(given["percentage"], "percentage")
    if "value_type" not in lines:
        return described
    stated = per_text(lines["value_type"], _plain_kind).astype("str")
    return stated.where(stated != "", described)


def _plain_kind(text: str) -> str:
    """Numbers that come with a percentage are percentages: the percentage is what is compared with the target."""
    plain = text.casefold()
    words = {"percent": "percentage", "%": "percentage", "num": "number", "count": "number", "text": "text"}
    return next((kind for word, kind in words.items() if word in plain), "")


def _any(lines: pd.DataFrame, part: str) -> pd.Series:
    present = [name for stage in STAGES if (name := f"{stage}_{part}") in lines]
    return lines[present].notna().any(axis=1)


def _value(lines: pd.DataFrame, stage: str, kind: pd.Series) -> pd.Series:
    absent = pd.Series(float("nan"), index=lines.index)
    own = lines.get(f"{stage}_value", absent)
    percentage, number = lines.get(f"{stage}_percentage", absent), lines.get(f"{stage}_numerator", absent)
    return own.fillna(percentage.where(kind == "percentage")).fillna(number.where(kind == "number"))
