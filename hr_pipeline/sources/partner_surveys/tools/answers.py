"""The common shape of exports, built from a tool's table: questions named as in the form, system columns as in Kobo's.

Which column is which question belongs to the tools' own modules.
"""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.partner_surveys.exports import Answers
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.grids import Grid


def meanings(forms: Dictionary, repeat: str, separator: str) -> dict[str, str]:
    """Give the item that a header means: with the groups it stands in, or without them; q/choice is always joined by /.

    Args:
        forms: the survey's dictionary.
        repeat: the repeat whose questions are looked for; "" for the main part.
        separator: what the tool writes between groups and question.
    """
    found: dict[str, str] = {}
    items = forms.items[forms.items["repeat"] == repeat]
    for item, path, question in zip(items["item"], items["path"], items["question"], strict=True):
        choice = item[len(question) :]
        parts = path.removesuffix(choice).split("/")
        found |= {separator.join(parts[start:]) + choice: item for start in range(len(parts))}
    return found


def of_grid(grid: Grid, headers: list[str], body: pd.DataFrame, items: dict[int, str], system: pd.DataFrame) -> Answers:
    """Put the named columns of a grid and a tool's system columns together.

    Args:
        grid: the table.
        headers: its header as published.
        body: its lines with content.
        items: position of a column -> item of the form.
        system: columns in Kobo's names, index as `body`.

    Raises:
        Refused: two columns mean one question.
    """
    check_once(items.values(), grid.name)
    cells = body[list(items)].set_axis(list(items.values()), axis=1)
    letters = {item: grid.column(position, headers) for position, item in items.items()}
    return Answers(
        sheet=grid.name, cells=cells.join(system), letters=letters, published=cells.join(system), torn=grid.torn
    )


def check_once(items: Iterable[str], sheet: str) -> None:
    """Refuse a table in which two columns mean one question."""
    twice = sorted(item for item, times in Counter(items).items() if times > 1)
    if twice:
        raise Refused(
            f"table {sheet!r}, header" if sheet else "line 1",
            f"expected each question's column once, found several for {', '.join(twice)}",
            "export again with the names of groups in the headers",
        )


def unanswered_is_blank(cells: pd.DataFrame, forms: Dictionary) -> pd.DataFrame:
    """Take out the 0 that tools write for each choice of a question that nobody answered: it is no `no`."""
    details = [item for item in cells.columns if "/" in item and item.split("/")[0] in set(forms.questions["name"])]
    blanked: dict[str, pd.Series] = {}
    for question in {item.split("/")[0] for item in details}:
        own = [item for item in details if item.split("/")[0] == question]
        chosen = cells[question].str.strip() != "" if question in cells else cells[own].isin(["1", "Y"]).any(axis=1)
        blanked |= {item: cells[item].where(chosen, "") for item in own}
    return cells.assign(**blanked)
