"""Words and numbers in a reader's language: texts from `languages/*.yaml`, numbers and dates by locale.

A number is printed only as a figure: `shown` gives the element that carries its id.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.reports.release import Figure

LANGUAGES = ["en", "ru", "fr", "ar"]
SIGNIFICANT = 3
"""Digits printed; the evidence card gives the value in full."""
FIXED = re.compile(r"\[\[(.+?)\]\]")
"""Numbers that belong to a definition, such as a target or a price year: marked, and no figures."""
PERCENT_UNITS = ("share", "ratio 0 to 1")


@dataclass(frozen=True)
class Wording:
    """One language of the reports.

    Attributes:
        language: its code.
        texts: key -> text, with figures in braces.
    """

    language: str
    texts: dict[str, Any]

    @property
    def direction(self) -> str:
        """Which way the language is written."""
        return self.texts["direction"]

    @property
    def is_reviewed(self) -> bool:
        """Whether a speaker of the field's language has read the texts."""
        return bool(self.texts["reviewed"])

    def say(self, key: str, **parts: Any) -> Markup:
        """Fill a text with figures and labels.

        Args:
            key: name of the text.
            parts: what stands in its braces: figures, labels or years.
        """
        shown = {name: self.shown(part) for name, part in parts.items()}
        text = FIXED.sub(r'<span class="key">\1</span>', str(escape(self.texts["texts"][key])))
        return Markup(text).format(**shown)

    def plain(self, key: str) -> str:
        """Give a text without figures for an attribute, where no element may stand."""
        return FIXED.sub(r"\1", str(self.texts["texts"][key]))

    def label(self, code: str) -> str:
        """Give the words for a code of a table."""
        return self.texts["labels"].get(code, code if " " in code else code.replace("_", " "))

    def shown(self, part: Any) -> Markup:
        """Write a part of a text: a figure with its id, a year as a key, a label as text.

        Raises:
            TypeError: a bare number, which has no evidence.
        """
        if isinstance(part, Figure):
            return self.figure(part)
        if isinstance(part, Key):
            return Markup('<span class="key">{}</span>').format(part.text)
        if isinstance(part, str):
            return escape(part)
        raise TypeError(f"{part!r} is no figure: a number without a figure id cannot be printed")

    def figure(self, figure: Figure) -> Markup:
        """Write a figure: its rounded value, marked with its id; a missing one says so."""
        text = self.missing(figure) if figure.is_missing else self.number(figure.value, figure.unit)
        kind = "figure missing" if figure.is_missing else "figure illustrative" if figure.is_illustrative else "figure"
        value = "" if figure.is_missing else figure.value
        button = '<button type="button" class="{}" data-figure="{}" data-value="{}">{}</button>'
        return Markup(button).format(kind, figure.id, value, text)

    def basis(self, figure: Figure) -> Markup:
        """Write what a row says of itself, in the words of the release and with its id."""
        text = '<span class="basis" lang="en" dir="ltr" data-figure="{}">{}</span>'
        return Markup(text).format(figure.id, self.label(figure.value))

    def missing(self, figure: Figure) -> str:
        """Say why a figure is missing."""
        return self.label(figure.missing_reason or "not_reported")

    def number(self, value: Any, unit: str = "") -> str:
        """Write a number as this language does, rounded to what a reader can use."""
        if isinstance(value, str):
            return self.label(value)
        if unit in PERCENT_UNITS or unit.startswith("share"):
            return f"{self._decimal(rounded(value * 100))} %"
        text = self._decimal(rounded(value))
        return self.texts["money"].format(text) if "US$" in unit else text

    def _decimal(self, value: float) -> str:
        return format_decimal(value, format="#,##0.##", locale=self.language)


@dataclass(frozen=True)
class Key:
    """A part of a figure's key that is printed next to it, such as its year."""

    text: str


def rounded(value: float) -> float:
    """Round to the significant digits that are printed."""
    return float(f"{value:.{SIGNIFICANT}g}")


@cache
def wording(language: str) -> Wording:
    """Read one language.

    Raises:
        KeyError: the language is not one of LANGUAGES.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Wording(language, packaged_yaml(f"{__package__}.languages", f"{language}.yaml"))
