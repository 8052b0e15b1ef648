"""A person who answers the questions of a draft and removes its mark, as the instructions in the draft say."""

from collections.abc import Callable

import yaml

USUAL = {"source": "made for this test", "payer": "domestic_public", "sum rows": "yes", "totals by code": "yes"}
Answers = dict[str | tuple[str, str], str] | Callable[[dict], str]


def answered(draft: str, answers: dict | None = None) -> str:
    """Answer each question of a draft.

    Args:
        draft: the drafted layout.
        answers: (about, of) or about -> the answer; a function of the question serves too. `USUAL` holds for the rest.
    """
    layout = yaml.safe_load(draft)
    known = USUAL | (answers or {})
    for question in layout["questions"]:
        found = known.get((question["about"], question["of"]), known.get(question["about"], ""))
        question["answer"] = found(question) if callable(found) else found
    del layout["draft"]
    return yaml.safe_dump(layout, allow_unicode=True, sort_keys=False)


def open_questions(draft: str) -> list[tuple[str, str]]:
    """List what the questions of a draft are about, and of which part."""
    return [(question["about"], question["of"]) for question in yaml.safe_load(draft)["questions"]]
