"""The consortium's questionnaires: what is asked in each language, laid out as XLSForms from reviewable YAML files.

`python -m hr_pipeline.instruments` writes the workbooks. Reading what was answered belongs to
`sources/partner_surveys`, whose `mappings/` say which question fills which table.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from hr_pipeline.packaged import packaged_yaml

NAMES = [
    "service_provision",
    "spending_and_costs",
    "drug_policy",
    "rights_violations",
    "community",
    "capacity_support",
    "advocacy",
]
"""The instruments, each a YAML file of this folder."""

LANGUAGES = ["en", "ru", "fr", "ar"]
Rows = list[list[Any]]
Content = dict[str, Any]
_MORE = ["required", "relevant", "constraint"]


@cache
def instrument(name: str) -> Content:
    """Read one instrument with what all of them share.

    Returns:
        title, form_id, languages, versions (number -> version), survey (rows of type, name, labels and what else holds)
        and choices (list -> name -> labels).
    """
    shared, own = _loaded("shared"), _loaded(name)
    asked = [word for row in [*shared["opening"], *own["survey"]] for word in str(row[0]).split()[1:2]]
    lists = shared["choices"] | own.get("choices", {})
    lists = lists | {"country": lists["country"] | _countries(lists["country"])}
    return {
        **own,
        "title": own["title"][0],
        "languages": shared["languages"],
        "survey": [*shared["opening"], *own["survey"]],
        "choices": {name: lists[name] for name in dict.fromkeys(asked) if name in lists},
    }


@cache
def _loaded(name: str) -> Content:
    return packaged_yaml(__package__, f"{name}.yaml")


def _countries(named: Content) -> Content:
    """Give the countries of ISO 3166 that a list does not name, with their names in the languages of the forms."""
    languages = [Locale(code) for code in LANGUAGES]
    others = [country for country in pycountry.countries if country.alpha_3 not in named]
    ordered = sorted(others, key=lambda country: country.alpha_3)
    return {one.alpha_3: [language.territories[one.alpha_2] for language in languages] for one in ordered}


def copy_forms(folder: Path) -> list[Path]:
    """Copy the packaged XLSForms, one for each instrument, into a folder, from where they go to a survey tool."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = [folder / f"{name}.xlsx" for name in NAMES]
    for copy in copies:
        copy.write_bytes((files(__package__) / "xlsforms" / copy.name).read_bytes())
    return copies


def questions(declared: Content, version: int | None = None) -> list[Content]:
    """List the rows of a form as one version, or all of them, ask: type, name, labels, and what else the row fills."""
    rows = [_question(row) for row in declared["survey"]]
    return [row for row in rows if version is None or version in (row.get("versions") or declared["versions"])]


def _question(row: list[Any]) -> Content:
    """Read a row: type, name, labels, more; a number's type stands for its constraint, message and hint."""
    filled: list[Any] = ["", "", [], {}]
    filled[: len(row)] = row
    kind, name, labels, more = filled
    numbers = _loaded("shared")["numbers"].get(kind)
    rules = _rules_of_number(numbers, more.get("at_most")) if numbers else {"type": kind}
    return {"name": name, "labels": labels, **rules, **more}


def _rules_of_number(number: Content, whole: str | None) -> Content:
    """Write the rules of a question for a number; a whole that is blank or a code limits nothing."""
    shared = _loaded("shared")
    least = f". >= {number['at_least']}"
    unlimited = f"${{{whole}}} = '' or ${{{whole}}} < 0"
    limited = f"({least} and ({unlimited} or . <= ${{{whole}}}))" if whole else least
    allowed = " or ".join([limited, *(f". = {code}" for code in shared["missing_numbers"])])
    return {"type": number["type"], "constraint": allowed, "messages": shared["message"], "hints": shared["hint"]}


def sheets(declared: Content, version: int) -> dict[str, Rows]:
    """Lay out the sheets of an XLSForm: survey, choices, settings."""
    languages = declared["languages"]
    texts = {"labels": "label", "hints": "hint", "messages": "constraint_message"}
    asked = questions(declared, version)
    named = [key for key in texts if any(row.get(key) for row in asked)]
    plain = [key for key in [*_MORE, "hxl"] if any(row.get(key) for row in asked)]
    survey = [["type", "name", *(f"{texts[key]}::{language}" for key in named for language in languages), *plain]]
    for row in asked:
        cells = [text for key in named for text in (row.get(key) or [""] * len(languages))]
        survey.append([row["type"], row["name"], *cells, *(_cell(row.get(key, "")) for key in plain)])
    choices = [["list_name", "name", *(f"label::{language}" for language in languages)]]
    choices += [
        [list_name, name, *labels] for list_name, named in declared["choices"].items() for name, labels in named.items()
    ]
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [declared["title"], declared["form_id"], declared["versions"][version], languages[0]],
    ]
    laid = {"survey": survey, "choices": choices, "settings": settings}
    return {name: [[cell or None for cell in row] for row in rows] for name, rows in laid.items()}


def _cell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
