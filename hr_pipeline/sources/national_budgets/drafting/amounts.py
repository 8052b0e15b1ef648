"""The columns of money of an unknown table: which are calculated from others, and each one's stage and year."""

import re
from typing import Any

from hr_pipeline.layouts.column_kinds import AMOUNTS, POSSIBLE_CODE
from hr_pipeline.layouts.column_sums import Relation, relations, running
from hr_pipeline.layouts.fiscal_years import is_two_years, other_calendar, year_in
from hr_pipeline.layouts.headers import is_year
from hr_pipeline.layouts.phases import phases_in
from hr_pipeline.layouts.questions import Question
from hr_pipeline.layouts.sum_words import names_a_sum
from hr_pipeline.layouts.texts import meaning
from hr_pipeline.schemas.codes import PHASES
from hr_pipeline.sources.national_budgets.answers import JOINT, LEAVE_OUT, NONE_OF_THEM, PARTS, TOTAL
from hr_pipeline.sources.national_budgets.drafting.labels import stage_column
from hr_pipeline.sources.national_budgets.drafting.seen import Part, Seen

STAGES = ", ".join([*PHASES, LEAVE_OUT])


def draft_amounts(seen: Seen) -> Part:
    """Draft the columns of amounts; ask which are calculated, and for stages and years that the headers leave open."""
    shares = _certain_shares(seen)
    columns = [at for at in seen.columns(AMOUNTS, POSSIBLE_CODE) if at not in shares]
    calculated = calculated_columns(seen)
    amounts = [_amount(seen, at) for at in columns]
    questions = [
        *_code_questions(seen),
        *(question for relation in calculated if (question := _relation_question(seen, relation))),
        *_running_questions(seen, columns, calculated),
        *([] if stage_column(seen) is not None else _phase_questions(seen, columns)),
        *_year_questions(seen, columns),
    ]
    notes = [_note(seen, at) for at in columns] + [
        f"column {seen.header(at)!r} holds shares, not money" for at in shares
    ]
    declared: dict[str, Any] = {"amounts": amounts}
    return Part(declared | ({"not_read": [seen.header(at) for at in shares]} if shares else {}), questions, notes)


def calculated_columns(seen: Seen) -> list[Relation]:
    """Find the columns of numbers that are computed from others."""
    groups = _alike(seen, seen.columns(AMOUNTS))
    runs = [{*one.of, one.column} for group in groups if (one := running(seen.numbers, group))]
    found = relations(seen.numbers)
    return [one for one in found if not any({one.column, *one.of} <= run for run in runs if _names_months(seen, run))]


def _names_months(seen: Seen, columns: set[int]) -> bool:
    """Say whether headers name months or quarters, or are numbered alike, so that their columns may run on."""
    headers = [seen.grid.headers[at] for at in sorted(columns)]
    numbered = {re.sub(r"\d", "", header) for header in headers}
    return all(meaning("months", "language", header) for header in headers) or len(numbered) == 1


def _alike(seen: Seen, columns: list[int]) -> list[list[int]]:
    """Group columns whose headers name the same year and stage."""
    groups: dict[tuple, list[int]] = {}
    for at in columns:
        header = seen.grid.headers[at]
        groups.setdefault((year_in(header), tuple(phases_in(header))), []).append(at)
    return list(groups.values())


def money_columns(seen: Seen) -> list[int]:
    """Give the columns that state money: no shares, and no columns that may be codes."""
    shares = {relation.column for relation in calculated_columns(seen) if relation.kind == "share"}
    named = {at for at in seen.columns(AMOUNTS) if _is_named_share(seen, at)}
    return [at for at in seen.columns(AMOUNTS) if at not in shares | named]


def _is_named_share(seen: Seen, at: int) -> bool:
    cells = seen.grid.cells[at].str.strip()
    is_percent = cells[cells != ""].str.endswith("%").mean() > 0.5
    return bool(is_percent) or (bool(_is_of("shares", seen.grid.headers[at])) and seen.numbers[at].abs().max() <= 1000)


def _certain_shares(seen: Seen) -> list[int]:
    """Give the columns that both their numbers and their headers show to be shares, or written with a percent sign."""
    return [at for at in seen.columns(AMOUNTS) if _is_named_share(seen, at)]


def _is_of(table: str, text: str) -> bool:
    return bool(meaning(table, "language", text))


def _year(seen: Seen, at: int) -> int | None:
    """Give the year that a column's header names, or that the sheet is named after."""
    return year_in(seen.grid.headers[at]) or (year_in(seen.grid.sheet) if is_year(seen.grid.sheet) else None)


def _amount(seen: Seen, at: int) -> dict[str, Any]:
    stages, year = phases_in(seen.grid.headers[at]), _year(seen, at)
    declared: dict[str, Any] = {"header": seen.header(at)}
    declared |= {"phase": stages[0]} if len(stages) == 1 and stage_column(seen) is None else {}
    return declared | ({"year": str(year)} if year and not seen.has_year_column else {})


def _note(seen: Seen, at: int) -> str:
    stages, year = phases_in(seen.grid.headers[at]), year_in(seen.grid.headers[at])
    known = ", ".join([*(stages if len(stages) == 1 else []), *([f"fiscal year that ends in {year}"] if year else [])])
    return f"column {seen.header(at)!r} holds amounts" + (f": {known}" if known else "")


def _code_questions(seen: Seen) -> list[Question]:
    return [
        Question(
            "code or money",
            seen.header(at),
            f"Is column {seen.header(at)!r} a code, or an amount of money?",
            f"all its numbers are whole and equally long, such as {', '.join(seen.grid.cells[at].iloc[:3])}",
            "code, money",
        )
        for at in seen.columns(POSSIBLE_CODE)
    ]


def _relation_question(seen: Seen, relation: Relation) -> Question | None:
    if relation.kind == "sum" and len(relation.of) > 2:
        return _sum_question(seen, relation)
    if relation.kind == "share" and relation.column in _certain_shares(seen):
        return None
    columns = sorted({relation.column, *relation.of}) if relation.kind != "share" else [relation.column]
    headers = [seen.header(at) for at in columns]
    facts = {
        "sum": f"{seen.header(relation.column)!r} is {' + '.join(repr(seen.header(at)) for at in relation.of)}",
        "same": f"{seen.header(relation.column)!r} repeats {seen.header(relation.of[0])!r}",
        "share": f"{seen.header(relation.column)!r} is a share of {seen.header(relation.of[0])!r}",
    }
    return Question(
        "calculated column",
        JOINT.join(headers),
        "Which of these columns is calculated from the others, and is no money of its own?",
        f"{facts[relation.kind]} in {relation.rows} rows; proposed: {_calculated(seen, relation, columns)}",
        ", ".join([*headers, NONE_OF_THEM]),
    )


def _calculated(seen: Seen, relation: Relation, columns: list[int]) -> str:
    """Propose the column that its header calls a difference or a total, else the one without a stage, else the last."""
    texts = {at: seen.grid.headers[at] for at in columns}
    named = [at for at in columns if _is_of("differences", texts[at])]
    stages = [at for at in columns if not phases_in(texts[at])] if any(map(phases_in, texts.values())) else []
    is_sum = relation.kind == "sum" and names_a_sum(texts[relation.column])
    chosen = named or ([relation.column] if is_sum or relation.kind == "same" else []) or stages or columns
    return seen.header(chosen[-1])


def _sum_question(seen: Seen, relation: Relation) -> Question:
    headers = [seen.header(at) for at in (relation.column, *relation.of)]
    years = {year_in(header) for header in headers[1:]} - {None}
    proposed = PARTS if len(years) > 1 else TOTAL
    return Question(
        "sum of columns",
        JOINT.join(headers),
        f"Column {headers[0]!r} is the sum of {len(relation.of)} others. Should the total count, or its parts?",
        f"it is so in {relation.rows} rows; the parts are {', '.join(headers[1:])}; proposed: {proposed}",
        ", ".join([TOTAL, PARTS, NONE_OF_THEM]),
    )


def _running_questions(seen: Seen, columns: list[int], calculated: list[Relation]) -> list[Question]:
    """Ask about neighbouring columns that only rise from each to the next, unless each names a year of its own."""
    known = {relation.column for relation in calculated} | {at for one in calculated for at in one.of}
    groups = _alike(seen, [at for at in columns if at not in known])
    found = [relation for group in groups if (relation := running(seen.numbers, group))]
    return [
        Question(
            "running columns",
            JOINT.join(seen.header(at) for at in (*one.of, one.column)),
            f"Do these columns run on, so that the last, {seen.header(one.column)!r}, contains the others?",
            f"no row falls from a column to the next, in {one.rows} rows; proposed: yes",
            "yes, no",
        )
        for one in found
    ]


def _phase_questions(seen: Seen, columns: list[int]) -> list[Question]:
    """Ask for the stage of columns whose header names none or several, together where the same was seen."""
    nearby = next((stages[0] for text in seen.around if len(stages := phases_in(text)) == 1), "")
    asked: dict[str, list[int]] = {}
    named = [(year_in(seen.grid.headers[at]), phases_in(seen.grid.headers[at])) for at in columns]
    for at, (year, stages) in zip(columns, named, strict=True):
        if (
            len(stages) == 1
            and named.count((year, stages)) > 1
            and not meaning("months", "language", seen.grid.headers[at])
        ):
            asked.setdefault(f"several columns name {stages[0]} and the same year\x1f{at}", []).append(at)
        if len(stages) != 1:
            reason = f"the header may mean {' or '.join(stages)}" if stages else "the header does not name it"
            key = reason if stages or not meaning("months", "language", seen.grid.headers[at]) else reason + " "
            asked.setdefault(key if key != reason or not stages else f"{reason}\x1f{at}", []).append(at)
    separate = [(key, [at]) for key, group in asked.items() for at in group if not key.endswith(" ")]
    together = [(key, group) for key, group in asked.items() if key.endswith(" ")]
    hint = f"; words near the table suggest {nearby}" if nearby else ""
    return [
        Question(
            "phase",
            JOINT.join(seen.header(at) for at in group),
            f"Which stage of the money do the amounts in {', '.join(repr(seen.header(at)) for at in group)} state?",
            key.split("\x1f")[0].strip() + hint,
            STAGES,
        )
        for key, group in [*separate, *together]
    ]


def _year_questions(seen: Seen, columns: list[int]) -> list[Question]:
    """Ask for the year of all columns whose header names none; of each whose header may use another calendar."""
    if seen.has_year_column:
        return []
    unknown = [at for at in columns if _year(seen, at) is None]
    foreign = {at: other_calendar(seen.grid.headers[at]) for at in unknown}
    questions = [_foreign_question(seen, at, years) for at, years in foreign.items() if years]
    plain = [at for at in unknown if not foreign[at]]
    years = sorted({year for text in seen.around if (year := year_in(text))})
    hint = f"words near the table name {', '.join(map(str, years))}" if years else "nothing near the table names it"
    if plain:
        headers = [seen.header(at) for at in plain]
        ask = f"In which year does the fiscal year of the amounts in {', '.join(map(repr, headers))} end?"
        questions.append(Question("year", JOINT.join(headers), ask, hint, "a year such as 2024"))
    return questions


def _foreign_question(seen: Seen, at: int, years: dict[str, int]) -> Question:
    meant = ", ".join(f"{year} ({name})" for name, year in years.items())
    header = seen.header(at)
    ask = f"In which year of the Gregorian calendar does the fiscal year in {header!r} end?"
    return Question("year", header, ask, f"the year may be of another calendar: {meant}", "a year such as 2024")


def two_year_headers(seen: Seen) -> list[int]:
    """Give the columns whose header writes a fiscal year as two years."""
    return [at for at in seen.columns(AMOUNTS) if is_two_years(seen.grid.headers[at])]
