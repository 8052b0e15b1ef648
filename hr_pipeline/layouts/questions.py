"""Questions that a drafted layout asks: written into the draft, answered by a person, and blocking until then.

What an answer changes in a layout belongs to the source.
"""

from dataclasses import dataclass
from typing import Any

from hr_pipeline.ingest.deliveries import Refused

KEYS = ["about", "of", "sheet", "question", "seen", "options", "answer"]


@dataclass(frozen=True)
class Question:
    """One question about a table: what it is about, of which part, in plain words, with what was seen and proposed."""

    about: str
    of: str
    question: str
    seen: str
    options: str
    sheet: str = ""

    def as_yaml(self) -> dict[str, str]:
        """Give the entry of a draft, with the answer left open."""
        return {
            "about": self.about,
            "of": self.of,
            **({"sheet": self.sheet} if self.sheet else {}),
            "question": self.question,
            "seen": self.seen,
            "options": self.options,
            "answer": "",
        }


def questions_in(declared: Any, where: str) -> list[dict[str, str]]:
    """Give the questions of a layout, answered or open; `line` is that of each one's text.

    Args:
        declared: the value of its key `questions`.
        where: what to call the layout in messages.

    Raises:
        Refused: an entry has other keys than a question.
    """
    entries = declared if isinstance(declared, list) else [declared]
    for number, entry in enumerate(entries, 1):
        place = f"{where}, question {number}"
        if not isinstance(entry, dict) or set(entry) - set(KEYS) or not {"about", "question", "answer"} <= set(entry):
            raise Refused(place, f"expected the keys {', '.join(KEYS)}", "write them as `layout suggest` does")
    return [
        {key: " ".join(str(value or "").split()) for key, value in entry.items()}
        | {"line": str(getattr(entry["question"], "line", ""))}
        for entry in entries
    ]


def require_answer(entry: dict[str, str], number: int, where: str) -> None:
    """Make sure that a question is answered.

    Raises:
        Refused: it is open; says the question, what was seen, and what may be answered.
    """
    if not entry["answer"]:
        raise Refused(
            f"{where}, question {number}, line {entry['line']}",
            f"expected an answer to: {entry['question']} ({entry.get('seen', '')})",
            f"write after `answer:` one of: {entry.get('options', '')}",
        )


def require_option(answer: str, options: list[str], entry: dict[str, str], where: str) -> str:
    """Make sure that an answer is one of those that a question allows.

    Raises:
        Refused: it is another one.
    """
    known = {option.casefold(): option for option in options}
    if answer.casefold() not in known:
        expected = f"expected one of {', '.join(options)} as answer to: {entry['question']}; found {answer!r}"
        raise Refused(
            f"{where}, question about {entry['about']} {entry.get('of', '')!r}", expected, "write one of them"
        )
    return known[answer.casefold()]
