"""The columns of words, codes, years and stages of an unknown table, named as a layout names them."""

from hr_pipeline.layouts.column_kinds import CODE, NUMBERING, PERIOD, TEXT, YEAR
from hr_pipeline.layouts.dimensions import restating, wholes
from hr_pipeline.layouts.phases import phases_in
from hr_pipeline.layouts.questions import Question
from hr_pipeline.layouts.texts import meaning
from hr_pipeline.schemas.codes import PHASES
from hr_pipeline.sources.national_budgets.answers import LEAVE_OUT
from hr_pipeline.sources.national_budgets.drafting.seen import Part, Seen
from hr_pipeline.sources.national_budgets.row_findings import MOST_ROWS

CODES = ["programme_code", "classification_code", "economic_code", "administration_code", "beneficiary_code"]
TEXTS = ["administration", "classification_label", "economic", "beneficiary"]
SPARSE = 0.3
"""A column of labels that is empty in so many rows is written once for the rows below."""


def draft_labels(seen: Seen) -> Part:
    """Name the columns that are not of money; ask what the texts of a column that may hold the stage of money mean."""
    stage = stage_column(seen)
    columns = _columns(seen, stage)
    sparse = [name for name, at in columns.items() if name in (*TEXTS, "fund") and _is_sparse(seen, at)]
    declared: dict = {"columns": {name: seen.header(at) for name, at in columns.items()}}
    declared |= {"fill_down": sparse} if sparse else {}
    unnamed = [at for at in seen.columns(TEXT, CODE, NUMBERING) if at not in columns.values()]
    declared |= {"not_read": [seen.header(at) for at in unnamed]} if unnamed else {}
    notes = [f"column {seen.header(at)!r} is read as {name}" for name, at in columns.items()]
    return Part(declared, _stage_questions(seen, stage), notes)


def _columns(seen: Seen, stage: int | None) -> dict[str, int]:
    """Give each name of a layout its column; of several texts the longest words are the programme's."""
    found = {kind: seen.columns(kind)[0] for kind in (YEAR, PERIOD) if seen.columns(kind)}
    found |= {"phase": stage} if stage is not None else {}
    texts = [at for at in seen.columns(TEXT) if at != stage]
    words = {at: meaning("headers", "column", seen.grid.headers[at]) for at in texts}
    programme = _programme(seen, texts)
    found |= {"programme": programme} if programme is not None else {}
    for at in (at for at in texts if at != programme):
        wanted = [words[at], *TEXTS] if words[at] not in ("", "programme", "code", "year") else TEXTS
        name = next((name for name in wanted if name not in found), None)
        found |= {name: at} if name else {}
    codes = [at for at in seen.columns(CODE) if at != stage]
    found |= dict(zip(CODES, codes, strict=False))
    if "programme" not in found and codes:
        found["programme"] = found.pop(CODES[0])
    return found


def _is_sparse(seen: Seen, at: int) -> bool:
    filled = seen.grid.cells[at].str.strip() != ""
    has_numbers = seen.numbers.notna().any(axis=1)
    rows = filled[has_numbers | filled]
    return bool(len(rows)) and bool(rows.iloc[0]) and (~rows[has_numbers]).mean() >= SPARSE


def _programme(seen: Seen, texts: list[int]) -> int | None:
    """Choose the column of the programme: its header says so, or its words are the longest."""

    def rank(at: int) -> tuple[bool, float]:
        return meaning("headers", "column", seen.grid.headers[at]) == "programme", seen.grid.cells[at].str.len().mean()

    return max(texts, key=rank, default=None)


def stage_column(seen: Seen) -> int | None:
    """Find the column whose few texts name stages of the money, or restate each row once for each of them."""
    programme = _programme(seen, seen.columns(TEXT))
    texts = seen.columns(TEXT, CODE)
    given = seen.numbers[seen.numbers.notna().any(axis=1)]
    labels = seen.grid.cells.loc[given.index, [*texts, *seen.columns(YEAR, PERIOD)]].astype("str")
    sums = {whole.column for whole in wholes(labels, given)} if len(given) <= MOST_ROWS else set()
    texts = [at for at in texts if at != programme and at not in sums]
    for at in texts:
        values = [value for value in labels[at].str.strip().unique() if value]
        if 2 <= len(values) <= 6 and sum(len(phases_in(value)) == 1 for value in values) >= 2:
            return at
    return next((at for at in texts if _is_unknown(seen, at) and restating(at, labels)), None)


def _is_unknown(seen: Seen, at: int) -> bool:
    """Say whether no word of a header tells what a column holds."""
    return meaning("headers", "column", seen.grid.headers[at]) in ("", "programme")


def _stage_questions(seen: Seen, stage: int | None) -> list[Question]:
    if stage is None:
        return []
    values = [value for value in seen.grid.cells[stage].str.strip().unique() if value]
    return [
        Question(
            "stage in rows",
            " ".join(value.split()),
            f"Which stage of the money do the rows with {value!r} in column {seen.header(stage)!r} state?",
            _proposal(value) + "each programme is stated once for each of these texts",
            ", ".join([*PHASES, LEAVE_OUT]),
        )
        for value in values
    ]


def _proposal(value: str) -> str:
    found = phases_in(value)
    return f"proposed: {found[0]}; " if len(found) == 1 else ""
