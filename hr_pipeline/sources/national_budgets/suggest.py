"""A first draft of a layout for a table nobody has described yet, with what was seen and the questions that are open.

The draft is YAML that begins with `draft: true`; ingestion refuses it, and any layout with an open question. What each
part of a table seems to be belongs to `drafting/`, reading by a layout to `lines.py`.
"""

from dataclasses import dataclass, replace
from typing import Any

import yaml

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.layouts.opening import tables_in
from hr_pipeline.layouts.questions import Question
from hr_pipeline.sources.national_budgets.drafting.amounts import draft_amounts
from hr_pipeline.sources.national_budgets.drafting.labels import draft_labels
from hr_pipeline.sources.national_budgets.drafting.money import draft_money
from hr_pipeline.sources.national_budgets.drafting.rows import draft_rows
from hr_pipeline.sources.national_budgets.drafting.seen import Part, seen_in
from hr_pipeline.sources.national_budgets.matching import country, format_of

SOURCE = Question(
    "source",
    "the table",
    "Where are this table and its codes published?",
    "the file does not tell",
    "a name or an address",
)


OF_ALL_SHEETS = {"payer", "start of the fiscal year", "unit", "currency", "numbers", "phase", "calculated column"}
"""Questions that are asked once where the same is asked about the tables of all sheets."""


@dataclass(frozen=True)
class Suggestion:
    """A drafted layout as YAML, what was seen in the file, a sentence each, and the number of open questions."""

    draft: str
    seen: list[str]
    questions: int


def suggest(delivery: Delivery) -> Suggestion:
    """Draft a layout for a table in `national_budgets/<ISO3>/`.

    Raises:
        Refused: the file does not open, or no row looks like a header above numbers.
    """
    tables, others = tables_in(delivery)
    drafts = [_drafted(grid, height, delivery) for grid, height in tables]
    questions = [SOURCE, *_other_sheets([grid.sheet for grid, _ in tables], others), *_asked(drafts)]
    declared = {
        "draft": "true",
        "source": "FILL IN",
        "format": format_of(delivery),
        **(_tables([draft.declared for draft in drafts]) if len(drafts) > 1 else drafts[0].declared),
        "questions": [question.as_yaml() for question in questions],
    }
    notes = [note for draft in drafts for note in draft.seen]
    return Suggestion(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False, width=110), notes, len(questions))


def _drafted(grid: Grid, height: int, delivery: Delivery) -> Part:
    """Draft the layout of one table."""
    seen = seen_in(grid, country(delivery), delivery.name)
    labels = draft_labels(seen)
    columns = labels.declared["columns"]
    parts = [labels, draft_amounts(seen), draft_rows(seen, columns), *draft_money(seen, columns)]
    where = f"sheet {grid.sheet!r}, " if grid.sheet else ""
    texts = " / ".join(text for text in grid.headers if text.strip())
    notes = [f"header in {where}row {int(grid.rows.iloc[0]) - height}: {texts}"]
    declared = {
        **({"sheets": grid.sheet} if grid.sheet else {}),
        **({"header_rows": height} if height > 1 else {}),
        **_combined(parts),
    }
    questions = [question for part in parts for question in part.questions]
    return Part(declared, questions, [*notes, *(note for part in parts for note in part.seen)])


def _tables(drafts: list[dict[str, Any]]) -> dict[str, Any]:
    """Write what all tables share once, and the rest for each table."""
    shared = {key: value for key, value in drafts[0].items() if all(draft.get(key) == value for draft in drafts)}
    own = [{key: value for key, value in draft.items() if key not in shared} for draft in drafts]
    return shared | {"tables": own}


def _asked(drafts: list[Part]) -> list[Question]:
    """Ask once what is the same question in all tables, and the rest for each sheet."""
    if len(drafts) == 1:
        return drafts[0].questions
    shared = [one for one in drafts[0].questions if all(one in draft.questions for draft in drafts)]
    shared = [one for one in shared if one.about in OF_ALL_SHEETS]
    return [
        *shared,
        *(
            replace(one, sheet=draft.declared["sheets"])
            for draft in drafts
            for one in draft.questions
            if one not in shared
        ),
    ]


def _combined(parts: list[Part]) -> dict[str, Any]:
    """Put the keys of all parts together; lists of one key are joined."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.declared.items():
            whole[key] = [*whole[key], *value] if isinstance(value, list) and key in whole else value
    return whole


def _other_sheets(read: list[str], others: list[str]) -> list[Question]:
    if not others:
        return []
    ask = f"Only {', '.join(map(repr, read))} is read. Is it right to leave out the numbers of the other sheets?"
    how = "yes (otherwise write an entry under `tables` for each sheet)"
    return [Question("other sheets", ", ".join(others), ask, f"sheets with tables: {', '.join(others)}", how)]
