"""Answers of the main sheet as records: numbers, choices, yes or no for each of several choices, or why there is none.

Records of repeats belong to `records.py`.
"""

from typing import Any

import numpy as np
import pandas as pd

from hr_pipeline.formats.numbers import parse_numbers
from hr_pipeline.sources.partner_surveys.exports import Answers
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.mappings import Mapping
from hr_pipeline.sources.partner_surveys.tools.written_numbers import written_number

DETAIL_ANSWERS = {"1": "yes", "0": "no", "TRUE": "yes", "FALSE": "no"}
"""What Kobo writes in the column of one choice."""
WITHHELD_TOTAL = ""
"""Stands for the total of a part that could belong to several, in a form version that was not delivered."""
HIDDEN_BY_PARTNER = "suppressed_by_partner"
NUMBERS = ["services", "costs", "support", "advocacy"]
"""Parts whose answers are all numbers; of `community` it is those of questions for numbers."""
NUMBER_TYPES = ["integer", "decimal", "range"]


def answer_records(part: str, main: Answers, about: pd.DataFrame, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    """Read the answers of one part of the main sheet: numbers, choices, and yes or no for each choice of several.

    Returns:
        One row per submission and question that the sheet has a column for: `value` or `answer`, or `missing_reason`.
    """
    rows = mapping.rows(part)
    rows = rows[rows["item"].isin(main.letters) | rows["question"].isin(main.letters)]
    counting = forms.questions.loc[forms.questions["type"].isin(NUMBER_TYPES), "name"]
    is_number = rows["question"].isin(counting) if part == "community" else pd.Series(part in NUMBERS, rows.index)
    cells = _cells(main, about, rows)
    counted = cells["item"].isin(rows.loc[is_number, "item"])
    both = [_numbers_of(cells[counted], forms, mapping), _answers_of(cells[~counted], main, forms, mapping)]
    read = pd.concat([frame for frame in both if len(frame)] or both[:1]).sort_index()
    totalled = read.pipe(_with_measure, main, forms, mapping) if part == "services" else read
    return totalled.pipe(_asked_once).pipe(_without_guesses)


def _without_guesses(cells: pd.DataFrame) -> pd.DataFrame:
    """Withhold a part whose total nobody can know: its form version is missing, and versions ask different totals."""
    if "part_of" not in cells:
        return cells
    is_open = (cells["part_of"] != "") & cells["measure"].isna() & (cells["left_out"] == "")
    return cells.assign(left_out=cells["left_out"].mask(is_open, "unknown_version"))


def _numbers_of(cells: pd.DataFrame, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    return (
        cells.assign(reading=cells["raw_value"], answer=None)
        .pipe(_with_reason, forms, mapping.missing_numbers)
        .assign(value=lambda d: numbers(d["reading"]).where(d["missing_reason"].isna()))
        .pipe(_with_hidden)
    )


def _with_hidden(cells: pd.DataFrame) -> pd.DataFrame:
    """Read <5 or * in a number's place as a count that the partner hides, which is neither 0 nor a fault."""
    other = cells["reading"][cells["value"].isna() & cells["missing_reason"].isna()]
    hidden = other[[written_number(text, {}).missing_reason == HIDDEN_BY_PARTNER for text in other]]
    return cells.assign(missing_reason=cells["missing_reason"].mask(cells.index.isin(hidden.index), HIDDEN_BY_PARTNER))


def _answers_of(cells: pd.DataFrame, main: Answers, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    return (
        cells.pipe(_with_reading, main, mapping)
        .pipe(_with_reason, forms, mapping.missing_choices)
        .assign(value=np.nan, answer=lambda d: d["reading"].replace(mapping.answers).where(d["missing_reason"].isna()))
    )


def _asked_once(cells: pd.DataFrame) -> pd.DataFrame:
    """Of the names that versions give one question, keep those that the submission's version asks."""
    same = [cells["row"], cells["asked_as"], cells["choice"]]
    unasked = cells["missing_reason"] == "not_asked"
    is_asked = (~unasked).groupby(same).transform("any")
    newest = cells["question"] == cells["asked_as"]
    kept = (is_asked & ~unasked) | (~is_asked & newest)
    blank = cells["missing_reason"] == "not_reported"
    is_filled = (kept & ~blank).groupby(same).transform("any")
    return cells[kept & (~blank | ~is_filled)]


def _cells(main: Answers, about: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put each mapped cell on its own row: the submission's columns, the mapping's, and the cell's place and text."""
    texts = main.cells.to_dict("index")
    holders = rows.assign(holder=[item if item in main.letters else item.split("/")[0] for item in rows["item"]])
    pairs = about.reset_index(names="row").merge(holders, how="cross")
    raw = [texts[row][holder] for row, holder in zip(pairs["row"], pairs["holder"], strict=True)]
    return pairs.assign(
        sheet=main.sheet, column=pairs["holder"].map(main.letters), raw_value=pd.Series(raw, pairs.index, dtype="str")
    )


def _with_measure(cells: pd.DataFrame, main: Answers, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    """Give a subgroup its total's measure: the first total its version asks, in an unknown version that is filled."""
    measures = mapping.rows("services").dropna(subset="measure").set_index("question")[["measure", "service"]]
    asked, texts = _asked(forms), main.cells.to_dict("index")

    def total(cell: dict) -> str:
        candidates = cell["part_of"].split()
        for question in candidates:
            filled = texts[cell["row"]].get(question, "") != ""
            if (cell["asked_version"], question) in asked if cell["is_known_version"] else filled:
                return question
        if len(candidates) > 1 and not cell["is_known_version"]:
            return WITHHELD_TOTAL
        return candidates[0] if candidates else cell["question"]

    of_total = measures.reindex([total(cell) for cell in cells.to_dict("records")])
    return cells.assign(measure=of_total["measure"].array, service=of_total["service"].array)


def _with_reading(cells: pd.DataFrame, main: Answers, mapping: Mapping) -> pd.DataFrame:
    """Say what a cell answers: itself or, of a select_multiple, whether its choice is among the chosen."""
    texts = main.cells.to_dict("index")
    read = [
        _reading(texts[row], question, choice, mapping.missing_choices)
        for row, question, choice in zip(cells["row"], cells["question"], cells["choice"], strict=True)
    ]
    return cells.assign(reading=pd.Series(read, cells.index, dtype="str"))


def _reading(record: dict[Any, str], question: str, choice: str, missing_choices: dict[str, str]) -> str:
    """Read one answer; where a choice that is no answer is chosen, it stands for every other choice."""
    summary = record.get(question, "").strip()
    if not choice:
        return summary
    chosen = summary.split()
    for code in missing_choices:
        if code in chosen or DETAIL_ANSWERS.get(record.get(f"{question}/{code}", "")) == "yes":
            return code
    if f"{question}/{choice}" in record:
        detail = record[f"{question}/{choice}"].strip()
        return DETAIL_ANSWERS.get(detail, detail)
    return "" if not chosen else "yes" if choice in chosen else "no"


def _with_reason(cells: pd.DataFrame, forms: Dictionary, codes: dict[str, str]) -> pd.DataFrame:
    """Say why there is no answer: not asked in the version, not filled, or a code that the question allows."""
    asked, forbidden = _asked(forms), _forbidden(forms, codes)
    keys = list(zip(cells["asked_version"], cells["item"], strict=True))
    blank = cells["reading"].str.strip() == ""
    not_asked = blank & cells["is_known_version"] & np.array([key not in asked for key in keys], dtype="bool")
    allowed = np.array(
        [(*key, code) not in forbidden for key, code in zip(keys, cells["reading"], strict=True)], "bool"
    )
    reason = (
        cells["reading"]
        .map(codes)
        .where(allowed)
        .astype("str")
        .mask(blank, "not_reported")
        .mask(not_asked, "not_asked")
    )
    return cells.assign(missing_reason=reason)


def _asked(forms: Dictionary) -> set[tuple[str, str]]:
    main = forms.items[forms.items["repeat"] == ""]
    return set(zip(main["version"], main["item"], strict=True))


def _forbidden(forms: Dictionary, codes: dict[str, str]) -> set[tuple[str, str, str]]:
    """List version, item and code where the question's own constraint does not name the code."""
    bound = forms.items[(forms.items["constraint"] != "") & (forms.items["type"] == "integer")]
    keys = zip(bound["version"], bound["item"], bound["constraint"], strict=True)
    return {(version, item, code) for version, item, constraint in keys for code in codes if code not in constraint}


def numbers(text: pd.Series) -> pd.Series:
    """Read numbers; 'inf' and 'nan' are words, not numbers."""
    return parse_numbers(text.str.strip()).replace([np.inf, -np.inf], np.nan)
