"""The rows of an unknown table that are no amounts of their own: sums, row numbers, repeated headers, past months."""

import pandas as pd

from hr_pipeline.layouts.column_kinds import CODE, PERIOD, TEXT, YEAR
from hr_pipeline.layouts.dimensions import Whole, running_within, wholes
from hr_pipeline.layouts.fiscal_years import month
from hr_pipeline.layouts.questions import Question
from hr_pipeline.layouts.row_numbers import written_rows
from hr_pipeline.layouts.sum_words import begins_like_a_sum
from hr_pipeline.sources.national_budgets.drafting.amounts import money_columns
from hr_pipeline.sources.national_budgets.drafting.seen import Part, Seen, headings_in
from hr_pipeline.sources.national_budgets.row_findings import RowFinding, row_findings

SHOWN = 8


def draft_rows(seen: Seen, columns: dict[str, str]) -> Part:
    """Draft which rows to leave out; ask about each kind of row that arithmetic or its name shows to be a sum.

    Args:
        seen: the table.
        columns: the drafted `columns`, name -> header.
    """
    headings = headings_in(seen.grid)
    numbers = seen.numbers[money_columns(seen)].drop(index=headings)
    declared: dict = {}
    if headings:
        rows = written_rows([int(row) for row in seen.grid.rows[headings]])
        declared["leave_out"] = [{"reason": "heading", "rows": rows}]
    whole = _whole(seen, numbers, columns)
    totals = [whole] if whole else []
    run = _running(seen, numbers, columns, totals)
    for part in [*([_totals(seen, whole, columns)] if whole else []), *([run] if run else [])]:
        declared |= part.declared
    findings = _findings(seen, numbers, totals, columns)
    questions = [
        *([_totals_question(seen, whole, columns)] if whole else []),
        *(run.questions if run else []),
        *_sum_questions(seen, findings),
    ]
    leave_out = _differing_rule(seen, findings)
    if leave_out:
        declared["leave_out"] = [*declared.get("leave_out", []), leave_out]
    parts = _named_parts(seen, numbers, findings)
    return Part(declared | ({"not_sums": parts} if parts else {}), questions)


def _named_parts(seen: Seen, numbers: pd.DataFrame, findings: dict[int, RowFinding]) -> list[str]:
    """Give the texts of rows that are named like sums and are parts of one."""
    rows = [at for at in numbers.index[numbers.notna().any(axis=1)] if at not in findings]
    texts = [" ".join(str(seen.grid.cells.at[at, column]).split()) for at in rows for column in seen.columns(TEXT)]
    return list(dict.fromkeys(text for text in texts if begins_like_a_sum(text)))


def _labels(seen: Seen, numbers: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of words, codes and years of the rows with numbers, with what is written once carried down."""
    kept = seen.grid.cells.loc[numbers.index, seen.columns(TEXT, CODE, YEAR, PERIOD)].astype("str")
    return kept.apply(lambda column: column.str.strip())


def _whole(seen: Seen, numbers: pd.DataFrame, columns: dict[str, str]) -> Whole | None:
    """Find the column of which one value's rows are the sum of the other values' rows; declared columns only."""
    given = numbers[numbers.notna().any(axis=1)]
    named = {
        seen.grid.position(header) for name, header in columns.items() if name not in ("programme", "phase", "year")
    }
    found = wholes(_labels(seen, given), given) if len(given.columns) else []
    return next((whole for whole in found if whole.column in named and whole.keys >= 2), None)


def _name_of(seen: Seen, whole: Whole, columns: dict[str, str]) -> str:
    return next(name for name, header in columns.items() if seen.grid.position(header) == whole.column)


def _totals(seen: Seen, whole: Whole, columns: dict[str, str]) -> Part:
    rule = {"column": _name_of(seen, whole, columns), "total": whole.total, "parts": list(whole.parts)}
    return Part({"totals": rule})


def _totals_question(seen: Seen, whole: Whole, columns: dict[str, str]) -> Question:
    parts = " + ".join(map(repr, whole.parts))
    header = seen.header(whole.column)
    return Question(
        "totals by code",
        header,
        f"In column {header!r}, do the rows with {whole.total!r} state the sum of those with {parts}, to be left out?",
        f"it is so in {whole.keys} cases; proposed: yes",
        "yes, no",
    )


def _running(seen: Seen, numbers: pd.DataFrame, columns: dict[str, str], totals: list[Whole]) -> Part | None:
    """Draft the rule for a table that states each year again every month, where no amount falls within a year."""
    if "period" not in columns:
        return None
    period = seen.grid.position(columns["period"])
    given = numbers[numbers.notna().any(axis=1)]
    months = seen.grid.cells.loc[given.index, period].map(lambda text: month(str(text)) or (0, 0))
    names = [name for name in columns if name not in ("period", "year", "phase")]
    labels = seen.grid.cells.loc[given.index, [seen.grid.position(columns[name]) for name in names]]
    order, years = months.map(lambda pair: pair[0] * 12 + pair[1]), months.map(lambda pair: pair[0])
    if not running_within(order, years, labels, given):
        return None
    question = Question(
        "running rows",
        columns["period"],
        f"Do the amounts run on from one {columns['period']!r} to the next, so that the last of a year contains all?",
        "no amount falls within a year; proposed: yes",
        "yes, no",
    )
    return Part({"running": {"within": names}}, [question])


def _findings(seen: Seen, numbers: pd.DataFrame, totals: list[Whole], columns: dict[str, str]) -> dict[int, RowFinding]:
    kept = numbers
    for whole in totals:
        kept = kept[seen.grid.cells.loc[kept.index, whole.column].str.strip() != whole.total]
    cells = seen.grid.cells.loc[kept.index].astype("str")
    apart = [seen.grid.position(columns[name]) for name in ("year", "period", "phase") if name in columns]
    apart += [whole.column for whole in totals]
    groups = cells[apart].agg("\x1f".join, axis=1) if apart else pd.Series("", index=kept.index)
    texts = cells[[at for at in seen.columns(TEXT) if at not in apart]]
    codes = [cells[at] for at in seen.columns(CODE) if at not in apart]
    return row_findings(kept, codes, texts, seen.grid.rows, groups)


def _label(seen: Seen, at: int) -> str:
    words = [str(seen.grid.cells.at[at, column]).strip() for column in seen.columns(CODE, TEXT)]
    return f"row {seen.grid.rows[at]} ({' '.join(word for word in words if word)[:60] or 'without a name'})"


def _sum_questions(seen: Seen, findings: dict[int, RowFinding]) -> list[Question]:
    """Ask once about all rows that are certainly sums, and about each other one by itself."""
    certain = [one for one in findings.values() if one.is_certain]
    questions = [_sum_question(seen, certain)] if certain else []
    doubtful = [one for one in findings.values() if not one.is_certain]
    return questions + [
        _differing_question(seen, one, findings) if one.kind == "differing" else _sum_question(seen, [one])
        for one in doubtful
    ]


def _sum_question(seen: Seen, found: list[RowFinding]) -> Question:
    rows = written_rows([int(seen.grid.rows[one.at]) for one in found])
    shown = "; ".join(f"{_label(seen, one.at)} is {one.evidence}" for one in found[:SHOWN])
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    several = (
        f"Are these {len(found)} rows sums of other rows,"
        if len(found) > 1
        else f"Is {_label(seen, found[0].at)} a sum,"
    )
    doubt = "" if found[0].is_certain else ", perhaps by chance"
    proposed = "; proposed: yes" if found[0].is_certain else ""
    return Question("sum rows", rows, f"{several} to be left out?", shown + more + doubt + proposed, "yes, no")


def _differing_question(seen: Seen, one: RowFinding, findings: dict[int, RowFinding]) -> Question:
    columns = money_columns(seen)
    others = seen.numbers[columns].drop(index=list(findings), errors="ignore")
    stated, counted = seen.numbers.loc[one.at, columns], others.sum()
    numbers = "; ".join(
        f"{seen.header(at)!r}: {stated[at]:,.2f}, the rows add up to {counted[at]:,.2f}" for at in columns
    )
    ask = f"{_label(seen, one.at)} looks like a total, but the rows do not add up to it. What holds?"
    return Question(
        "differing total",
        f"row {seen.grid.rows[one.at]}",
        ask,
        f"it {one.evidence}; {numbers}",
        "the rows (the total is left out; otherwise correct the file first)",
    )


def _differing_rule(seen: Seen, findings: dict[int, RowFinding]) -> dict[str, str] | None:
    rows = [int(seen.grid.rows[one.at]) for one in findings.values() if one.kind == "differing"]
    return {"reason": "subtotal", "rows": written_rows(rows)} if rows else None
