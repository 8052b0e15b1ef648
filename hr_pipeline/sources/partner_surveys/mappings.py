"""Measure mappings: which question of a survey fills which table, from `measures.yaml` or beside the export.

A mapping only names questions, choices and codes; reading cells with it belongs to `records.py`.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from hr_pipeline.schemas.codes import FINANCING_SOURCES, MISSING_REASONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.sources.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.forms import ANSWER_TYPES, Dictionary

MAPPING_NAME = "measures.layout.yaml"
SERVICE_COLUMNS = ["question", "measure", "service", "subgroup", "part_of"]
POLICY_COLUMNS = ["question", "choice", "measure"]
_ROWS = {
    "services": [
        {"question", "measure", "service", "subgroup", "source"},
        {"question", "part_of", "subgroup", "source"},
    ],
    "policy": [{"question", "measure", "source"}, {"question", "choice", "measure", "source"}],
}
_REPEATS = {
    "spending": {"repeat", "funder", "amount", "currency", "financing_source", "source"},
    "violations": {"repeat", "kind", "cases", "violation", "source"},
}
ROLES = {"funder", "amount", "currency", "kind", "cases"}


@dataclass(frozen=True)
class Mapping:
    """How one survey's questions fill the tables; the keys are explained at the top of `measures.yaml`."""

    name: str
    source: str
    submission: dict[str, str]
    form_ids: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    missing_choices: dict[str, str] = field(default_factory=dict)
    missing_numbers: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=lambda: {"yes": "yes", "no": "no"})
    services: list[dict[str, Any]] = field(default_factory=list)
    policy: list[dict[str, str]] = field(default_factory=list)
    spending: dict[str, Any] = field(default_factory=dict)
    violations: dict[str, Any] = field(default_factory=dict)

    def service_rows(self) -> pd.DataFrame:
        """Table the service questions: SERVICE_COLUMNS, `part_of` as names with blanks between."""
        rows = [row | {"part_of": " ".join(row.get("part_of", []))} for row in self.services]
        return pd.DataFrame(rows, columns=SERVICE_COLUMNS, dtype="str")

    def policy_rows(self) -> pd.DataFrame:
        """Table the policy questions: POLICY_COLUMNS and `item`, the question or question/choice."""
        rows = pd.DataFrame(self.policy, columns=POLICY_COLUMNS, dtype="str").fillna("")
        return rows.assign(item=rows["question"] + ("/" + rows["choice"]).where(rows["choice"] != "", ""))

    def used(self, repeat: str) -> set[str]:
        """Name the questions that are read in the main part ("") or in a repeat."""
        main = {row["question"] for row in [*self.services, *self.policy]} | set(self.submission.values())
        parts = [part for part in (self.spending, self.violations) if part]
        repeats = {part["repeat"]: {part[key] for key in part.keys() & ROLES} for part in parts}
        return ({"": main} | repeats).get(repeat, set())


def mapping_for(forms: Dictionary, beside: list[Delivery]) -> Mapping:
    """Choose the mapping of a survey: the one laid beside its export, else the first packaged one that fits its forms.

    Args:
        forms: the survey's dictionary.
        beside: the other files in the export's folder.

    Raises:
        Refused: no mapping knows the form, or the one beside the export is wrong.
    """
    mapping = _chosen(forms, beside)
    _check_types(mapping, forms)
    return mapping


def _chosen(forms: Dictionary, beside: list[Delivery]) -> Mapping:
    own = [delivery for delivery in beside if delivery.name == MAPPING_NAME]
    if own:
        return _mapping(_loaded(own[0]), MAPPING_NAME)
    asked = set(forms.questions.loc[forms.questions["repeat"] == "", "name"])
    for mapping in packaged():
        if forms.form_id in mapping.form_ids or (mapping.questions and asked.issuperset(mapping.questions)):
            return mapping
    raise Refused(
        f"form {forms.form_id!r}" if forms.form_id else "the form (it has no form_id)",
        f"expected a survey that a measure mapping knows ({', '.join(mapping.name for mapping in packaged())}), "
        f"found none for this form's {len(asked)} questions",
        f"write {MAPPING_NAME} beside the export, with an entry like those in hr_pipeline/sources/partner_surveys/"
        "measures.yaml that says which question fills which measure",
    )


def _check_types(mapping: Mapping, forms: Dictionary) -> None:
    """Let only numbers and codes through, and of texts a place's name and a currency: others tell of people."""
    texts = {("", mapping.submission.get("area")), (mapping.spending.get("repeat"), mapping.spending.get("currency"))}
    for row in forms.questions[~forms.questions["type"].isin(ANSWER_TYPES)].to_dict("records"):
        is_named = row["type"] == "text" and (row["repeat"], row["name"]) in texts
        if row["name"] in mapping.used(row["repeat"]) and not is_named:
            raise _wrong(
                f"mapping {mapping.name!r}, question {row['name']!r}",
                f"a question for a number or a code ({', '.join(ANSWER_TYPES)}), found one of type {row['type']}",
            )


@cache
def packaged() -> list[Mapping]:
    """Read the packaged mappings."""
    text = (files(__package__) / "measures.yaml").read_text(encoding="utf-8")
    return [_mapping(entry, "measures.yaml") for entry in yaml.safe_load(text)]


def _loaded(delivery: Delivery) -> Any:
    try:
        said = yaml.safe_load(delivery.file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(MAPPING_NAME, "expected YAML text", "write it as `key: value` lines in UTF-8") from error
    return said[0] if isinstance(said, list) and len(said) == 1 else said


def _mapping(entry: Any, file: str) -> Mapping:
    known = list(Mapping.__dataclass_fields__)
    if not isinstance(entry, dict) or not {"name", "source", "submission"} <= set(entry) <= set(known):
        raise _wrong(file, f"one entry with name, source and submission, and no keys but {', '.join(known)}")
    for key, value in entry.items():
        kind = _KINDS.get(key, dict)
        if not isinstance(value, kind):
            raise _wrong(file, f"a {_KIND_WORDS[kind]} under {key}")
    _check_keys(entry, file)
    _check_codes(entry, file)
    return Mapping(**{key: _text_keys(value) for key, value in entry.items()})


_KINDS: dict[str, type] = {"name": str, "source": str} | dict.fromkeys(
    ("form_ids", "questions", "services", "policy"), list
)
_KIND_WORDS: dict[type, str] = {str: "text", list: "list", dict: "mapping"}


def _text_keys(value: Any) -> Any:
    """Read 98 and "98" alike where a mapping's keys are choices."""
    return {str(key): said for key, said in value.items()} if isinstance(value, dict) else value


def _check_keys(entry: dict[str, Any], file: str) -> None:
    if not {"partner", "iso3", "year"} <= set(entry["submission"]) <= {"partner", "iso3", "area", "year", "period"}:
        raise _wrong(file, "partner, iso3 and year, and perhaps area and period, under submission")
    for part, shapes in _ROWS.items():
        if any(set(row) not in shapes for row in entry.get(part, [])):
            raise _wrong(
                file, f"the keys {' or '.join(', '.join(sorted(keys)) for keys in shapes)} in each row of {part}"
            )
    for part, keys in _REPEATS.items():
        if set(entry.get(part, {})) not in (set(), keys):
            raise _wrong(file, f"exactly the keys {', '.join(sorted(keys))} under {part}")
        if "/" in entry.get(part, {}).get("repeat", ""):
            raise _wrong(file, f"a repeat that stands in no other repeat under {part}")


def _check_codes(entry: dict[str, Any], file: str) -> None:
    services, policy = entry.get("services", []), entry.get("policy", [])
    totals = [row["question"] for row in services if "measure" in row]
    for what, used, allowed in (
        ("measure of services", [row["measure"] for row in services if "measure" in row], codes("survey_measure")),
        ("service", [row["service"] for row in services if "service" in row], SERVICES),
        ("subgroup", [row["subgroup"] for row in services], SUBGROUPS),
        ("part_of", [total for row in services for total in row.get("part_of", [])], totals),
        ("measure of policy", [row["measure"] for row in policy], codes("policy_measure")),
        ("financing_source", entry.get("spending", {}).get("financing_source", {}).values(), FINANCING_SOURCES),
        ("violation", entry.get("violations", {}).get("violation", {}).values(), codes("violation")),
        ("missing_choices", entry.get("missing_choices", {}).values(), MISSING_REASONS),
        ("missing_numbers", entry.get("missing_numbers", {}).values(), MISSING_REASONS),
        ("answers", entry.get("answers", {}).values(), ["yes", "no"]),
    ):
        unknown = sorted({str(value) for value in used} - set(allowed))
        if unknown:
            raise _wrong(file, f"{what} to be one of {', '.join(allowed)}, found {', '.join(unknown)}")


def _wrong(file: str, expected: str) -> Refused:
    return Refused(file, f"expected {expected}", "compare it with hr_pipeline/sources/partner_surveys/measures.yaml")
