"""Cells in the form's own words: labels to names, numbers and times as written anywhere to one way of writing.

What headers mean belongs to the readers, whether an answer may stand there to `validation.py`.
"""

import re
from dataclasses import replace

import pandas as pd

from hr_pipeline.formats.numbers import SPACES, parse_numbers
from hr_pipeline.sources.partner_surveys.exports import Answers
from hr_pipeline.sources.partner_surveys.findings import Finding, found
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary

YES_NO = {"TRUE": "1", "FALSE": "0", "True": "1", "False": "0", "true": "1", "false": "0", "1": "1", "0": "0"}
NO_ANSWERS = {"n/a", "N/A"}
"""What formhub and early KoboToolbox wrote where nothing was answered (onadata, export_tools.py, NA_REP)."""
TIMES = ["_submission_time", "start", "end"]
TRUNCATED = "<WARNING: Truncated"
NO_NUMBER, NO_LETTERS = "?", "\N{REPLACEMENT CHARACTER}"
LOST = r"[\s.,;:()-]*\?{2}[?\s.,;:()-]*"
_PLAIN, _COMMA, _GROUPED = r"[-+]?\d+(\.\d+)?", r"[-+]?\d+,\d+", r"[-+]?\d{1,3},\d{3}"
_DAY_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")


def reworded(answers: Answers, repeat: str, forms: Dictionary) -> tuple[Answers, list[Finding]]:
    """Rewrite the cells of one table, and say what could not be.

    Args:
        answers: a table whose columns are items of the form.
        repeat: the repeat it holds; "" for the main part.
        forms: the dictionary of its survey.

    Returns:
        The table with `cells` rewritten and `published` as they were, and findings.
    """
    questions = forms.questions[forms.questions["repeat"] == repeat].drop_duplicates("name").set_index("name")
    cells = answers.cells.copy()
    findings: list[Finding] = []
    for item in [item for item in cells.columns if item.split("/")[0] in questions.index]:
        question = item.split("/")[0]
        kind, choices = str(questions.at[question, "type"]), str(questions.at[question, "list_name"])
        column = cells[item]
        if "/" in item:
            cells[item] = column.str.strip().map(YES_NO).fillna(column.where(~column.isin(NO_ANSWERS), ""))
        elif kind in ("integer", "decimal", "range"):
            cells[item], met = _numbers(column, answers, item, kind)
            findings += met
        elif kind == "select_one":
            cells[item] = _one(column, _meanings(forms, choices))
        else:
            cut = column.str.startswith(TRUNCATED)
            lost = column.str.fullmatch(LOST)
            findings += found("truncated_text", answers.sheet, answers.letters[item], item, cut)
            findings += found("lost_characters", answers.sheet, answers.letters[item], item, lost)
            cells[item] = column.mask(lost, NO_LETTERS)
    for name, row in questions[questions["type"] == "select_multiple"].iterrows():
        cells, met = _several(cells, str(name), _meanings(forms, row["list_name"]), answers)
        findings += met
    cells, met = _times(cells, answers)
    same = cells.equals(answers.cells)
    return replace(answers, cells=cells, published=None if same else _padded(answers.cells, cells)), findings + met


def _padded(published: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Give computed columns no published text."""
    return published.reindex(columns=cells.columns, fill_value="")


def _meanings(forms: Dictionary, list_name: str) -> dict[str, set[str]]:
    """Read what a choice may be called: name, or label in any language and version, -> names."""
    meanings: dict[str, set[str]] = {}
    labels = forms.choice_labels[forms.choice_labels["list_name"] == list_name]
    for label, name in zip(labels["label"], labels["name"], strict=True):
        meanings.setdefault(_plain(label), set()).add(name)
    for name in forms.choices.loc[forms.choices["list_name"] == list_name, "name"]:
        meanings[name] = {name}
    return meanings


def _plain(text: str) -> str:
    return " ".join(text.split())


def _one(column: pd.Series, meanings: dict[str, set[str]]) -> pd.Series:
    """Give each cell the name of its choice; a cell that is no choice, or could be two, stays as it is."""
    named = {text: _named(text, meanings) for text in column.unique()}
    return column.map(named).astype("str")


def _named(text: str, meanings: dict[str, set[str]]) -> str:
    plain = _plain(text)
    names = meanings.get(plain, set())
    if len(names) == 1:
        return min(names)
    return "" if plain in NO_ANSWERS else plain


def _several(
    cells: pd.DataFrame, name: str, meanings: dict[str, set[str]], answers: Answers
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give a select_multiple the names of its chosen: of its own choices' columns, else of its words."""
    details = [item for item in cells.columns if item.startswith(f"{name}/")]
    if name not in cells and not details:
        return cells, []
    chosen = pd.Series("", index=cells.index, dtype="str")
    if details:
        marks = (cells[details] == "1").to_numpy()
        names = [item.split("/", 1)[1] for item in details]
        chosen = pd.Series(
            [" ".join(n for n, mark in zip(names, row, strict=True) if mark) for row in marks], cells.index
        )
    if name not in cells:
        return cells.assign(**{name: chosen}), []
    split = {text: _split(text, meanings) for text in cells[name].unique()}
    words = cells[name].map(split)
    unsplit = words.isna() & (chosen == "")
    result = words.where(words.notna(), chosen).mask(unsplit, cells[name])
    findings = found("choices_not_split", answers.sheet, answers.letters[name], name, unsplit)
    return cells.assign(**{name: result.astype("str")}), findings


def _split(text: str, meanings: dict[str, set[str]]) -> str | None:
    """Cut a cell into choices: names, or labels that fill it in exactly one way; None where that fails."""
    words = text.split()
    if not words or _plain(text) in NO_ANSWERS:
        return ""
    if all(word in meanings and word in meanings[word] for word in words):
        return " ".join(words)
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(words) + 1)]
    ways[0] = [()]
    for end in range(1, len(words) + 1):
        for start in range(end):
            names = meanings.get(" ".join(words[start:end]), set())
            if len(names) == 1 and ways[start]:
                ways[end] += [(*way, min(names)) for way in ways[start]][:2]
    fits = {frozenset(way): way for way in ways[-1]}
    return " ".join(next(iter(fits.values()))) if len(fits) == 1 else None


def _numbers(column: pd.Series, answers: Answers, item: str, kind: str) -> tuple[pd.Series, list[Finding]]:
    """Write numbers with a point and without groups; a column has one convention, the point's where nothing tells.

    Of a decimal such as 1,234 nobody knows what it is: it becomes a text that is no number.
    """
    text = column.str.strip()
    text = text.mask(text.isin(NO_ANSWERS), "")
    odd = (text != "") & ~text.str.fullmatch(_PLAIN)
    if not odd.any():
        return text, []
    bare = text.where(odd, "").str.replace(SPACES, "", regex=True)
    grouped = bare.str.fullmatch(_GROUPED)
    is_comma = (bare.str.fullmatch(_COMMA) & ~grouped).any() and not text.str.contains(".", regex=False).any()
    doubtful = grouped & (kind == "decimal") & (not is_comma)
    read = parse_numbers(text.where(odd, ""), "comma" if is_comma else "point")
    written = read.map(lambda number: repr(number).removesuffix(".0"), na_action="ignore")
    is_read = odd & read.notna() & ~doubtful
    findings = found("number_ambiguous", answers.sheet, answers.letters[item], item, doubtful)
    findings += found("number_rewritten", answers.sheet, answers.letters[item], item, is_read)
    return text.mask(is_read, written).mask(doubtful, NO_NUMBER).astype("str"), findings


def _times(cells: pd.DataFrame, answers: Answers) -> tuple[pd.DataFrame, list[Finding]]:
    """Write times as ISO where a spreadsheet program wrote days first; the file tells which, or they are dropped."""
    columns = [column for column in TIMES if column in cells]
    matches = {column: cells[column].map(lambda text: _DAY_MONTH.match(text.strip())) for column in columns}
    days = [match for column in columns for match in matches[column] if match]
    if not days:
        return cells, []
    first, second = max(int(match[1]) for match in days), max(int(match[3]) for match in days)
    dotted = all(match[2] == "." for match in days)
    order = "day" if dotted or first > 12 else "month" if second > 12 else ""
    written = {
        c: [_iso(m, order) if m else text for m, text in zip(matches[c], cells[c], strict=True)] for c in columns
    }
    code = "times_rewritten" if order else "times_ambiguous"
    findings = [
        finding
        for column in columns
        for finding in found(code, answers.sheet, answers.letters[column], column, matches[column].notna())
    ]
    return cells.assign(**written), findings


def _iso(match: re.Match, order: str) -> str:
    """Write one time; where nothing tells day from month, there is none."""
    if not order:
        return ""
    day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
    return f"{match[4]}-{int(month):02}-{int(day):02}T{(match[5] or '00:00').zfill(5)}"
