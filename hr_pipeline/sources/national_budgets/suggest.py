"""A first draft of a layout for a table nobody has described yet, with what was seen; a person confirms it.

The draft is YAML that begins with `draft: true`, which ingestion refuses. Reading by a layout belongs to `lines.py`.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import pycountry
import yaml
from babel.numbers import get_territory_currencies

from hr_pipeline.formats.numbers import CONVENTIONS, parse_numbers
from hr_pipeline.formats.workbooks import read_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.national_budgets.fiscal_years import month
from hr_pipeline.sources.national_budgets.grids import HEADER_WITHIN, joined
from hr_pipeline.sources.national_budgets.layout import READ_UNIT
from hr_pipeline.sources.national_budgets.matching import country, format_of
from hr_pipeline.sources.national_budgets.opened import first_records
from hr_pipeline.sources.national_budgets.parquet_tables import parquet_columns
from hr_pipeline.sources.national_budgets.sums import begins_like_a_sum
from hr_pipeline.sources.national_budgets.units import multiplier

MOSTLY = 0.6
"""A column is of amounts where so many of its filled cells below the header are numbers."""
YEAR = re.compile(r"(?<!\d)(19[9]\d|20[0-3]\d)(?!\d)")


@dataclass(frozen=True)
class Suggestion:
    """A drafted layout as YAML, and what was seen in the file, a sentence each."""

    draft: str
    seen: list[str]


def suggest(delivery: Delivery) -> Suggestion:
    """Draft a layout for a table in `national_budgets/<ISO3>/`.

    Raises:
        Refused: the file does not open, or no row looks like a header above numbers.
    """
    form, seen = format_of(delivery), []
    sheet, rows = _richest(delivery, form)
    at, height = _header(rows)
    header = joined(rows[at : at + height])
    body = pd.DataFrame(rows[at + height :], columns=range(len(header)), dtype="str").fillna("")
    body = body[(body != "").any(axis=1)]
    numbers = max(CONVENTIONS, key=lambda convention: int(_numbers(body, convention).notna().sum().sum()))
    kinds = {position: _kind(text, body[position], numbers) for position, text in enumerate(header) if text.strip()}
    above = [cell for row in rows[: at + height] for cell in row if cell.strip()]
    where = f"sheet {sheet!r}, row {at + 1}" if sheet else f"line {at + 1}"
    seen.append(f"header in {where}: {' / '.join(text for text in header if text.strip())}")
    seen += [f"column {header[position]!r} looks like {kind}" for position, kind in kinds.items()]
    declared = {
        "draft": "true",
        "source": "FILL IN: where this table and its codes are published",
        "format": form,
        **({"sheets": sheet} if sheet else {}),
        **({"header_rows": height} if height > 1 else {}),
        "columns": _columns(header, kinds, body),
        "amounts": _amounts(header, kinds, [*above, delivery.name]),
        **_sums(body, header, kinds, seen),
        "unit": _unit(above, seen),
        "currency": _currency(country(delivery), seen),
        "numbers": numbers,
        "financing_source": [{"fund": "*", "financing_source": "unknown", "source": "FILL IN: who pays in the end"}],
    }
    return Suggestion(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False, width=110), seen)


def _richest(delivery: Delivery, form: str) -> tuple[str, list[list[str]]]:
    """Give the rows of the sheet with the most numbers, or the first rows of a text or Parquet file."""
    if form == "parquet":
        sample = pd.read_parquet(delivery.file).head(HEADER_WITHIN).astype("str")
        return "", [parquet_columns(delivery), *sample.to_numpy().tolist()]
    if form == "csv":
        return "", _rectangular([cells for _, cells in first_records(delivery, "")])
    sheets = read_workbook(delivery)
    best = max(sheets, key=lambda sheet: int(sheet.numeric.to_numpy().sum()))
    return best.name, best.cells.to_numpy().tolist()


def _rectangular(rows: list[list[str]]) -> list[list[str]]:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _header(rows: list[list[str]]) -> tuple[int, int]:
    """Find the header: the first row of several texts with numbers below; two rows where the upper one has gaps.

    Raises:
        Refused: no row looks like one.
    """
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        texts = len({cell.strip() for cell in row if cell.strip() and not _is_number(cell)})
        filled = sum(bool(cell.strip()) for cell in row)
        if texts < 2 or filled - texts > texts:
            continue
        for height in (1, 2):
            below = rows[at + height : at + height + 5]
            if below and sum(any(_is_number(cell) for cell in line) for line in below) * 2 >= len(below):
                upper_has_gaps = filled < len(row) and height == 2
                if height == 1 or upper_has_gaps:
                    return at, height
    raise Refused(
        f"the first {HEADER_WITHIN} rows",
        "expected a row of several texts with numbers below it, as a table's header is",
        "save the table alone in a workbook, or write the layout by hand: layouts/README.md explains every key",
    )


def _is_number(text: str) -> bool:
    return bool(text.strip()) and any(
        parse_numbers(pd.Series([text]), convention).notna().all() for convention in CONVENTIONS
    )


def _numbers(cells: pd.DataFrame, convention: str) -> pd.DataFrame:
    return cells.apply(lambda column: parse_numbers(column.str.strip(), convention))


def _kind(header: str, cells: pd.Series, convention: str) -> str:
    """Tell what a column holds: year, period, amounts, or the column of a layout that its header speaks of."""
    filled = cells[cells.str.strip() != ""]
    word = next((column for pattern, column in _words("header_words", "column") if pattern.search(_plain(header))), "")
    numbers = parse_numbers(filled.str.strip(), convention)
    if len(filled) and numbers.between(1990, 2035).all() and (numbers % 1 == 0).all() and not YEAR.search(header):
        return "year"
    if len(filled) and filled.map(lambda text: month(text) is not None).all():
        return "period"
    if len(filled) and numbers.notna().mean() >= MOSTLY and word not in ("code", "fund"):
        return "amounts"
    return word if word not in ("", "year") else "programme"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@cache
def _words(table: str, column: str) -> list[tuple[re.Pattern[str], str]]:
    rows = pd.read_csv(str(files(__package__) / f"{table}.csv"), dtype="str")
    return [(re.compile(row["pattern"]), row[column]) for row in rows.to_dict("records")]


def _columns(header: list[str], kinds: dict[int, str], body: pd.DataFrame) -> dict[str, str]:
    """Name a header for each column of the layout; of several texts the longest words are the programme's."""
    found: dict[str, str] = {}
    length = {position: body[position].str.len().mean() for position in kinds}
    for position in sorted(kinds, key=lambda position: -length[position]):
        kind = {"code": "programme_code"}.get(kinds[position], kinds[position])
        if kind != "amounts" and kind not in found:
            found[kind] = header[position]
    if "programme" not in found and found:
        name = next(iter(found))
        found["programme"] = found.pop(name)
    return found


def _amounts(header: list[str], kinds: dict[int, str], around: list[str]) -> list[dict]:
    """Say phase and year of each column of amounts, from its header, else from the words above the table."""
    has_year = bool({"year", "period"} & set(kinds.values()))
    found = []
    for position in (position for position, kind in kinds.items() if kind == "amounts"):
        near = [header[position], *around]
        phase = next((phase for text in near if (phase := _phase(text))), "FILL IN: the stage of the money")
        year = next((years[0] for text in near if (years := YEAR.findall(text))), "FILL IN: year")
        dated = {} if has_year else {"year": year}
        found.append({"header": " ".join(header[position].split()), "phase": phase} | dated)
    return found


def _phase(text: str) -> str:
    return next((phase for pattern, phase in _words("phases", "phase") if pattern.search(_plain(text))), "")


def _sums(body: pd.DataFrame, header: list[str], kinds: dict[int, str], seen: list[str]) -> dict:
    """Draft rules for rows named like a sum, for the column that holds the most of them."""
    named = _columns(header, kinds, body)
    found = {
        column: sorted({word for text in body[header.index(text_of)] if (word := begins_like_a_sum(text.strip()))})
        for column, text_of in named.items()
    }
    column = max(found, key=lambda name: len(found[name]), default="")
    if not column or not found[column]:
        return {}
    seen.append(f"rows that begin like sums in column {named[column]!r}: {', '.join(found[column])}")
    return {"leave_out": [{"reason": "subtotal", "column": column, "words": found[column]}]}


def _unit(above: list[str], seen: list[str]) -> int | str:
    try:
        unit = multiplier(READ_UNIT, above, "the table")
    except Refused:
        seen.append("no unit (thousands, millions) in the words above the table")
        return "FILL IN: units of currency in one published unit, such as 1000"
    seen.append(f"unit {unit:,} in the words above the table")
    return "read"


def _currency(iso3: str, seen: list[str]) -> str:
    """Take the country's present currency; an older table may be in another one."""
    known = pycountry.countries.get(alpha_3=iso3)
    used: list[str] = get_territory_currencies(known.alpha_2 if known else "XK")
    seen.append(f"currency of {iso3} today: {', '.join(used)}")
    return used[0] if used else "FILL IN: ISO 4217 currency"
