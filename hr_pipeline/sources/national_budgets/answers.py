"""What the answers to a draft's questions change in a layout of a budget table.

Which questions there are belongs to `suggestion/`, whether they are open to `layouts/questions.py`.
"""

import re
from collections.abc import Callable
from typing import Any

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.layouts.questions import questions_in, require_answer, require_option
from hr_pipeline.layouts.row_numbers import row_numbers
from hr_pipeline.schemas.codes import PHASES
from hr_pipeline.schemas.national_budgets import PAYERS_OF_SPENDING

Declared = dict[str, Any]
Answer = dict[str, str]
LEAVE_OUT, NONE_OF_THEM, TOTAL, PARTS = "leave_out", "none of them", "the total", "its parts"
YES_NO = ["yes", "no"]
JOINT = " || "
"""What is written between the headers that one question is about."""
OF_COLUMNS = {"phase", "year", "lone year", "code or money", "running columns"}
"""Questions about columns of amounts: none where another answer leaves those out."""
UNITS = {
    "unit": "1",
    "units": "1",
    "thousand": "1000",
    "thousands": "1000",
    "million": "1000000",
    "millions": "1000000",
}


def answered(declared: Any, where: str) -> Any:
    """Write the answers of a layout's questions into its other keys.

    Raises:
        Refused: a question is open, or its answer is none that it allows.
    """
    if not isinstance(declared, dict) or "questions" not in declared:
        return declared
    layout: Declared = {key: value for key, value in declared.items() if key != "questions"}
    numbered = list(enumerate(questions_in(declared["questions"], where), 1))
    if "tables" not in layout:
        return _applied(layout, numbered, where)
    draft = {"draft": layout.pop("draft")} if "draft" in layout else {}
    tables = layout.pop("tables")
    each = tables if isinstance(tables, list) else [tables]
    own = [[one for one in numbered if one[1].get("sheet", "") in ("", table.get("sheets"))] for table in each]
    changed = [_applied(layout | table, asked, where) for table, asked in zip(each, own, strict=True)]
    return draft | {"tables": changed}


def _applied(layout: Declared, questions: list[tuple[int, Answer]], where: str) -> Declared:
    """Apply the answers one after another."""
    for number, entry in questions:
        if entry["about"] in OF_COLUMNS and not _is_counted(layout, entry):
            continue  # an earlier answer has left these columns out
        require_answer(entry, number, where)
        change = _CHANGES.get(entry["about"])
        if change is None:
            raise Refused(
                f"{where}, question about {entry['about']!r}",
                f"expected a question about one of {', '.join(_CHANGES)}",
                "write questions as `layout suggest` does, or remove this one",
            )
        layout = change(layout, entry, where)
    return layout


def _is_counted(layout: Declared, entry: Answer) -> bool:
    """Say whether one of the columns that a question is about is among the amounts."""
    headers = set(entry.get("of", "").split(JOINT)) - {""}
    return not headers or bool(headers & {amount.get("header") for amount in _amounts(layout)})


def _key(name: str) -> Callable[[Declared, Answer, str], Declared]:
    def change(layout: Declared, entry: Answer, where: str) -> Declared:
        return layout | {name: UNITS.get(entry["answer"].casefold(), entry["answer"])}

    return change


def _amounts(layout: Declared) -> list[Declared]:
    found = layout.get("amounts") or []
    return found if isinstance(found, list) else [found]


def _without(layout: Declared, headers: list[str]) -> Declared:
    """Take columns out of the amounts, and name them as not read."""
    kept = [amount for amount in _amounts(layout) if amount.get("header") not in headers]
    not_read = [*_listed(layout, "not_read"), *headers]
    return layout | {"amounts": kept, "not_read": list(dict.fromkeys(not_read))}


def _listed(layout: Declared, key: str) -> list[Any]:
    found = layout.get(key) or []
    return found if isinstance(found, list) else [found]


def _also(layout: Declared, key: str, texts: list[str]) -> Declared:
    return layout | {key: list(dict.fromkeys([*_listed(layout, key), *texts]))}


def _of_amount(name: str, options: list[str]) -> Callable[[Declared, Answer, str], Declared]:
    """Make the change of one key of a column of amounts, or of all columns that lack it."""

    def change(layout: Declared, entry: Answer, where: str) -> Declared:
        answer = require_option(entry["answer"], [*options, LEAVE_OUT], entry, where) if options else entry["answer"]
        headers = entry["of"].split(JOINT)
        if answer == LEAVE_OUT:
            return _without(layout, headers)
        amounts = [
            amount | {name: answer} if amount.get("header") in headers else amount for amount in _amounts(layout)
        ]
        return layout | {"amounts": amounts}

    return change


def _lone_year(layout: Declared, entry: Answer, where: str) -> Declared:
    """Say whether a single year, in a header or a column, is the one a fiscal year starts or ends in."""
    answer = require_option(entry["answer"], ["start", "end"], entry, where)
    later, headers = int(answer == "start"), entry["of"].split(JOINT)
    amounts = [
        amount | {"year": str(int(amount["year"]) + later)} if amount.get("header") in headers else amount
        for amount in _amounts(layout)
    ]
    return layout | {"amounts": amounts, "year_label": answer}


def _stage(layout: Declared, entry: Answer, where: str) -> Declared:
    """Say which stage of the money the rows with one text in the phase column have."""
    answer = require_option(entry["answer"], [*PHASES, LEAVE_OUT], entry, where)
    if answer == LEAVE_OUT:
        amounts = [
            amount | {"phases": {text: phase for text, phase in _phases(amount).items() if text != entry["of"]}}
            for amount in _amounts(layout)
        ]
        rule = {"reason": "not_approved", "column": "phase", "pattern": re.escape(entry["of"]) + "$"}
        return layout | {"amounts": amounts, "leave_out": [*(layout.get("leave_out") or []), rule]}
    amounts = [amount | {"phases": _phases(amount) | {entry["of"]: answer}} for amount in _amounts(layout)]
    return layout | {"amounts": amounts}


def _phases(amount: Declared) -> dict[str, str]:
    return dict(amount.get("phases") or {})


def _calculated(layout: Declared, entry: Answer, where: str) -> Declared:
    """Leave out the column that is calculated from others; the columns are named in the file's order."""
    headers = entry["of"].split(JOINT)
    answer = require_option(entry["answer"], [*headers, NONE_OF_THEM], entry, where)
    return _also(layout, "not_sums", headers) if answer == NONE_OF_THEM else _without(layout, [answer])


def _sum_of_columns(layout: Declared, entry: Answer, where: str) -> Declared:
    """Count a column that is a sum, or its parts; the sum is named first."""
    total, *parts = entry["of"].split(JOINT)
    answer = require_option(entry["answer"], [TOTAL, PARTS, NONE_OF_THEM], entry, where)
    if answer == NONE_OF_THEM:
        return _also(layout, "not_sums", [total, *parts])
    return _without(layout, parts if answer == TOTAL else [total])


def _running_columns(layout: Declared, entry: Answer, where: str) -> Declared:
    """Count only the last column of a running total."""
    headers = entry["of"].split(JOINT)
    is_running = require_option(entry["answer"], YES_NO, entry, where) == "yes"
    return _without(layout, headers[:-1]) if is_running else _also(layout, "not_sums", headers)


def _switch(key: str) -> Callable[[Declared, Answer, str], Declared]:
    """Keep a drafted key where the answer is yes; else remove it, and say that the column holds no sums."""

    def change(layout: Declared, entry: Answer, where: str) -> Declared:
        if require_option(entry["answer"], YES_NO, entry, where) == "yes":
            return layout
        return _also({name: value for name, value in layout.items() if name != key}, "not_sums", [entry["of"]])

    return change


def _sum_rows(layout: Declared, entry: Answer, where: str) -> Declared:
    """Leave rows out as subtotals, or say that they are amounts of their own."""
    if require_option(entry["answer"], YES_NO, entry, where) == "yes":
        rule = {"reason": "subtotal", "rows": entry["of"]}
        return layout | {"leave_out": [*(layout.get("leave_out") or []), rule]}
    return _also(layout, "not_sums", [f"row {row}" for row in row_numbers(entry["of"])])


def _differing(layout: Declared, entry: Answer, where: str) -> Declared:
    require_option(entry["answer"], ["the rows"], entry, where)
    return _also(layout, "differing_totals", [entry["of"]])


def _code(layout: Declared, entry: Answer, where: str) -> Declared:
    answer = require_option(entry["answer"], ["code", "money"], entry, where)
    return _without(layout, [entry["of"]]) if answer == "code" else _also(layout, "not_sums", [entry["of"]])


def _sheets(layout: Declared, entry: Answer, where: str) -> Declared:
    require_option(entry["answer"], ["yes"], entry, where)
    return layout


def _payer(layout: Declared, entry: Answer, where: str) -> Declared:
    answer = require_option(entry["answer"], PAYERS_OF_SPENDING, entry, where)
    payers = [
        payer | {"financing_source": answer, "source": "answered in this layout's questions"}
        if payer.get("fund") == entry["of"]
        else payer
        for payer in _listed(layout, "financing_source")
        if isinstance(payer, dict)
    ]
    return layout | {"financing_source": payers}


_CHANGES: dict[str, Callable[[Declared, Answer, str], Declared]] = {
    "source": _key("source"),
    "unit": _key("unit"),
    "numbers": _key("numbers"),
    "currency": _key("currency"),
    "start of the fiscal year": _key("fiscal_year_start"),
    "lone year": _lone_year,
    "phase": _of_amount("phase", PHASES),
    "year": _of_amount("year", []),
    "stage in rows": _stage,
    "calculated column": _calculated,
    "sum of columns": _sum_of_columns,
    "running columns": _running_columns,
    "running rows": _switch("running"),
    "totals by code": _switch("totals"),
    "sum rows": _sum_rows,
    "differing total": _differing,
    "code or money": _code,
    "other sheets": _sheets,
    "payer": _payer,
}
