"""A first draft of a layout for a table nobody has described yet, with what was seen and the questions that are open.

The draft is YAML that begins with `draft: true`; ingestion refuses it, and any layout with an open question. What each
part of a table seems to be belongs to `drafting/`, reading by a layout to `lines.py`.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.layouts.opening import richest
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
    grid, height, others = richest(delivery)
    seen = seen_in(grid, country(delivery), delivery.name)
    labels = draft_labels(seen)
    columns = labels.declared["columns"]
    parts = [labels, draft_amounts(seen), draft_rows(seen, columns), *draft_money(seen, columns)]
    questions = [
        SOURCE,
        *_other_sheets(grid.sheet, others),
        *(question for part in parts for question in part.questions),
    ]
    declared = {
        "draft": "true",
        "source": "FILL IN",
        "format": format_of(delivery),
        **({"sheets": grid.sheet} if grid.sheet else {}),
        **({"header_rows": height} if height > 1 else {}),
        **_combined(parts),
        "questions": [question.as_yaml() for question in questions],
    }
    where = f"sheet {grid.sheet!r}, " if grid.sheet else ""
    header = (
        f"{where}row {int(grid.rows.iloc[0]) - height}: {' / '.join(text for text in grid.headers if text.strip())}"
    )
    notes = [f"header in {header}", *(note for part in parts for note in part.seen)]
    return Suggestion(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False, width=110), notes, len(questions))


def _combined(parts: list[Part]) -> dict[str, Any]:
    """Put the keys of all parts together; lists of one key are joined."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.declared.items():
            whole[key] = [*whole[key], *value] if isinstance(value, list) and key in whole else value
    return whole


def _other_sheets(chosen: str, others: list[str]) -> list[Question]:
    if not others:
        return []
    ask = f"Only the sheet {chosen!r} is read. Is it right to leave out the numbers of the other sheets?"
    how = "yes (otherwise write an entry under `tables` for each sheet)"
    return [Question("other sheets", ", ".join(others), ask, f"sheets with tables: {', '.join(others)}", how)]
