"""What the headers of an export mean: names or labels in one of the form's languages, with groups before them or not.

Labels may hold any mark, also the one between groups, so headers are never split: every spelling is composed from the
form and looked up whole.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from hr_pipeline.sources.partner_surveys.forms.form import Dictionary

NAMES = "names"
"""Stands for the form's own names among its languages."""


@dataclass(frozen=True)
class Spelling:
    """One item of a form in one language: its own words (question, or question and choice) behind its groups' words."""

    repeat: str
    item: str
    groups: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def whole(self) -> tuple[str, ...]:
        """All its parts, groups first."""
        return (*self.groups, *self.own)


@dataclass(frozen=True)
class Headers:
    """How the headers of one export are written.

    Attributes:
        language: NAMES, or a language of the form.
        separator: what stands between groups, questions and choices.
        items: repeat -> header -> item.
        doubtful: repeat -> headers that several items share.
    """

    language: str
    separator: str
    items: dict[str, dict[str, str]]
    doubtful: dict[str, set[str]]


def headers_of(published: Collection[str], forms: Dictionary) -> Headers:
    """Find the language and separator that explain the most headers; of equal ones the form's names count first.

    Args:
        published: the headers of all tables of an export.
        forms: the dictionary of its survey.
    """
    languages = [NAMES, *sorted(set(forms.labels["language"]) | set(forms.choice_labels["language"]))]
    candidates = [_in_language(language, published, forms) for language in languages]
    return max(candidates, key=lambda found: _explained(found, published))


def _explained(headers: Headers, published: Collection[str]) -> int:
    known = {header for items in headers.items.values() for header in items}
    return sum(header in known for header in published)


def _in_language(language: str, published: Collection[str], forms: Dictionary) -> Headers:
    spellings = list(_spellings(language, forms))
    separator = _separator(published, spellings)
    meanings: dict[str, dict[str, set[str]]] = {}
    for spelling in spellings:
        here = meanings.setdefault(spelling.repeat, {})
        for mark in {separator, "/"}:
            here.setdefault(mark.join(spelling.own), set()).add(spelling.item)
            here.setdefault(mark.join(spelling.whole), set()).add(spelling.item)
    return Headers(
        language=language,
        separator=separator,
        items={
            repeat: {header: min(items) for header, items in here.items() if len(items) == 1}
            for repeat, here in meanings.items()
        },
        doubtful={
            repeat: {header for header, items in here.items() if len(items) > 1} for repeat, here in meanings.items()
        },
    )


def _spellings(language: str, forms: Dictionary) -> Iterator[Spelling]:
    """Compose every item in one language; where a label is missing, KoboToolbox writes the name."""
    labels = _texts(forms.labels[forms.labels["language"] == language], ["version", "path"])
    choice_labels = _texts(
        forms.choice_labels[forms.choice_labels["language"] == language], ["version", "list_name", "name"]
    )
    choices = forms.choices.groupby(["version", "list_name"])["name"].agg(list).to_dict()
    for row in forms.questions.to_dict("records"):
        version, steps = row["version"], row["path"].split("/")
        words = [labels.get((version, "/".join(steps[: at + 1])), step) for at, step in enumerate(steps)]
        groups, question = tuple(words[:-1]), words[-1]
        yield Spelling(row["repeat"], row["name"], groups, (question,))
        if row["type"] != "select_multiple":
            continue
        for choice in choices.get((version, row["list_name"]), []):
            label = choice_labels.get((version, row["list_name"], choice), choice)
            yield Spelling(row["repeat"], f"{row['name']}/{choice}", groups, (question, label))


def _texts(labels: pd.DataFrame, keys: list[str]) -> dict[tuple, str]:
    return dict(zip(zip(*(labels[key].tolist() for key in keys), strict=True), labels["label"].tolist(), strict=True))


def _separator(published: Collection[str], spellings: list[Spelling]) -> str:
    """Find what stands between groups, questions and choices; people may choose any text."""
    found: Counter[str] = Counter({"/": 1})
    for parts in {parts for spelling in spellings for parts in (spelling.whole, spelling.own) if len(parts) > 1}:
        fitting = [header for header in published if header.startswith(parts[0]) and header.endswith(parts[-1])]
        if fitting:
            between = re.compile(_between(parts), re.DOTALL)
            found.update(match["mark"] for header in fitting if (match := between.fullmatch(header)))
    return min(found, key=lambda mark: (-found[mark], mark))


def _between(parts: tuple[str, ...]) -> str:
    first, *others = map(re.escape, parts)
    return first + "(?P<mark>.{1,5}?)" + "(?P=mark)".join(others)
