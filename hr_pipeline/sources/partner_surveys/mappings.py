"""Measure mappings: which question of a survey fills which table, from `measures.yaml` or next to the export.

A mapping only names questions, choices and codes; reading cells with it belongs to `records.py`.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.yaml_text import NotYaml, parsed
from hr_pipeline.schemas.codes import FINANCING_SOURCES, MISSING_REASONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.sources.partner_surveys.forms.form import ANSWER_TYPES, Dictionary

MAPPING_NAME = "measures.layout.yaml"
PART_COLUMNS = {
    "services": ["measure", "service", "subgroup", "part_of"],
    "costs": ["service", "unit"],
    "policy": ["measure"],
    "community": ["measure"],
    "support": ["kind", "quantity"],
    "advocacy": ["kind"],
}
"""Parts that read questions of the main sheet; `part` fills the table `survey_<part>`. What a row of each says."""
ANSWERS = [*codes("policy_answer"), *codes("reform_status")]
QUESTION_COLUMNS = ["question", "choice", "item", "asked_as", "meaning_changed"]
_ROWS = {
    part: [{"question", *columns, "source"}, {"question", "choice", *columns, "source"}]
    for part, columns in PART_COLUMNS.items()
} | {
    "services": [
        {"question", "measure", "service", "subgroup", "source"},
        {"question", "part_of", "subgroup", "source"},
    ],
    "aliases": [{"question", "was", "meaning_changed", "source"}],
}
_REPEATS = {
    "spending": ({"repeat", "funder", "amount", "currency", "financing_source", "source"}, set()),
    "violations": ({"repeat", "kind", "cases", "violation", "source"}, {"perpetrator", "victims", "redress"}),
}
ROLES = {"funder", "amount", "currency", "kind", "cases", "perpetrator", "victims", "redress"}
SUBMISSION_COLUMNS = {"partner", "iso3", "year"}
MAY_SAY = {"area", "period", "basis", "consent_scope", "currency"}


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
    aliases: list[dict[str, Any]] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, str]] = field(default_factory=list)
    policy: list[dict[str, str]] = field(default_factory=list)
    community: list[dict[str, str]] = field(default_factory=list)
    support: list[dict[str, str]] = field(default_factory=list)
    advocacy: list[dict[str, str]] = field(default_factory=list)
    spending: dict[str, Any] = field(default_factory=dict)
    violations: dict[str, Any] = field(default_factory=dict)

    def rows(self, part: str) -> pd.DataFrame:
        """Table the questions of one part: QUESTION_COLUMNS and PART_COLUMNS, `part_of` as names with blanks between.

        A question that an older version asked under another name has a row for each name; `asked_as` is the newest,
        `item` is the question or question/choice.
        """
        declared = getattr(self, part)
        joined = [row | {"part_of": " ".join(row["part_of"])} if "part_of" in row else row for row in declared]
        columns = ["question", "choice", *PART_COLUMNS[part]]
        rows = pd.DataFrame(joined, columns=columns, dtype="str").fillna({"choice": "", "part_of": ""})
        rows = rows.assign(asked_as=rows["question"], meaning_changed=False)
        older = [
            rows[rows["question"] == alias["question"]].assign(
                question=alias["was"], meaning_changed=alias["meaning_changed"]
            )
            for alias in self.aliases
        ]
        whole = pd.concat([rows, *older], ignore_index=True)
        return whole.assign(item=whole["question"] + ("/" + whole["choice"]).where(whole["choice"] != "", ""))

    def used(self, repeat: str) -> set[str]:
        """Name the questions that are read in the main part ("") or in a repeat."""
        asked = {str(row["question"]) for part in PART_COLUMNS for row in getattr(self, part)}
        main = asked | {str(alias["was"]) for alias in self.aliases if alias["question"] in asked}
        parts = [part for part in (self.spending, self.violations) if part]
        repeats = {part["repeat"]: {part[key] for key in part.keys() & ROLES} for part in parts}
        return ({"": main | set(self.submission.values())} | repeats).get(repeat, set())


def mapping_for(forms: Dictionary, alongside: list[Delivery]) -> Mapping:
    """Choose the mapping of a survey: the one placed next to its export, else the packaged one of its form.

    Args:
        forms: the survey's dictionary.
        alongside: the other files in the export's folder.

    Raises:
        Refused: no mapping knows the form, or the one next to the export is wrong.
    """
    mapping = _chosen(forms, alongside)
    _check_types(mapping, forms)
    return mapping


def _chosen(forms: Dictionary, alongside: list[Delivery]) -> Mapping:
    own = [delivery for delivery in alongside if delivery.name == MAPPING_NAME]
    if own:
        return _mapping(_loaded(own[0]), MAPPING_NAME)
    asked = set(forms.questions.loc[forms.questions["repeat"] == "", "name"])
    by_id = [mapping for mapping in packaged() if forms.form_id in mapping.form_ids]
    by_questions = [mapping for mapping in packaged() if mapping.questions and asked.issuperset(mapping.questions)]
    for mapping in [*by_id, *by_questions]:
        return mapping
    raise Refused(
        f"form {forms.form_id!r}" if forms.form_id else "the form (it has no form_id)",
        f"expected a survey that a measure mapping knows ({', '.join(mapping.name for mapping in packaged())}), "
        f"found none for this form's {len(asked)} questions",
        f"write {MAPPING_NAME} next to the export, with an entry like those in hr_pipeline/sources/partner_surveys/"
        "measures.yaml that says which question fills which measure",
    )


def _check_types(mapping: Mapping, forms: Dictionary) -> None:
    """Let only numbers and codes through, and of texts a place's name and a currency: others tell of people."""
    texts: set[tuple[Any, Any]] = {("", mapping.submission.get("area")), ("", mapping.submission.get("currency"))}
    texts |= {(mapping.spending.get("repeat"), mapping.spending.get("currency"))}
    used = {repeat: mapping.used(repeat) for repeat in forms.questions["repeat"].unique()}
    for row in forms.questions[~forms.questions["type"].isin(ANSWER_TYPES)].to_dict("records"):
        is_named = row["type"] == "text" and (row["repeat"], row["name"]) in texts
        if row["name"] in used[row["repeat"]] and not is_named:
            raise _wrong(
                f"mapping {mapping.name!r}, question {row['name']!r}",
                f"a question for a number or a code ({', '.join(ANSWER_TYPES)}), found one of type {row['type']}",
            )


@cache
def packaged() -> list[Mapping]:
    """Read the packaged mappings: `measures.yaml`, then those of the project's own instruments."""
    folder = files(__package__)
    own = sorted((folder / "mappings").iterdir(), key=lambda file: file.name)
    return [
        _mapping(entry, file.name)
        for file in [folder / "measures.yaml", *own]
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def _loaded(delivery: Delivery) -> Any:
    try:
        declared = parsed(delivery.file.read_bytes())
    except NotYaml as error:
        expected = f"expected YAML text, found {error}"
        raise Refused(MAPPING_NAME, expected, "write it as `key: value` lines in UTF-8") from error
    return declared[0] if isinstance(declared, list) and len(declared) == 1 else declared


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
    ("form_ids", "questions", "aliases", *PART_COLUMNS), list
)
_KIND_WORDS: dict[type, str] = {str: "text", list: "list", dict: "mapping"}


def _text_keys(value: Any) -> Any:
    """Read 98 and "98" alike where a mapping's keys are choices."""
    return {str(key): declared for key, declared in value.items()} if isinstance(value, dict) else value


def _check_keys(entry: dict[str, Any], file: str) -> None:
    if not SUBMISSION_COLUMNS <= set(entry["submission"]) <= SUBMISSION_COLUMNS | MAY_SAY:
        raise _wrong(file, f"partner, iso3 and year, and perhaps {', '.join(sorted(MAY_SAY))}, under submission")
    for part, shapes in _ROWS.items():
        if any(set(row) not in shapes for row in entry.get(part, [])):
            raise _wrong(
                file, f"the keys {' or '.join(', '.join(sorted(keys)) for keys in shapes)} in each row of {part}"
            )
    for part, (keys, more) in _REPEATS.items():
        if entry.get(part) and not keys <= set(entry[part]) <= keys | more:
            also = f", and perhaps {', '.join(sorted(more))}," if more else ""
            raise _wrong(file, f"exactly the keys {', '.join(sorted(keys))}{also} under {part}")
        if "/" in entry.get(part, {}).get("repeat", ""):
            raise _wrong(file, f"a repeat that stands in no other repeat under {part}")
    if entry.get("costs") and "currency" not in entry["submission"]:
        raise _wrong(file, "currency under submission, because costs are read")


def _check_codes(entry: dict[str, Any], file: str) -> None:
    for what, used, allowed in _codes_used(entry):
        unknown = sorted({str(value) for value in used} - set(allowed))
        if unknown:
            raise _wrong(file, f"{what} to be one of {', '.join(allowed)}, found {', '.join(unknown)}")


def _codes_used(entry: dict[str, Any]) -> list[tuple[str, list[Any], list[str]]]:
    """List what each key says, and which codes it may say."""

    def declared(part: str, key: str) -> list[Any]:
        return [row[key] for row in entry.get(part, []) if key in row]

    asked = [question for part in PART_COLUMNS for question in declared(part, "question")]
    totals = [row["question"] for row in entry.get("services", []) if "measure" in row]
    return [
        ("measure of services", declared("services", "measure"), codes("survey_measure")),
        ("service", declared("services", "service") + declared("costs", "service"), SERVICES),
        ("subgroup", declared("services", "subgroup"), SUBGROUPS),
        ("part_of", [total for totals_of in declared("services", "part_of") for total in totals_of], totals),
        ("unit of costs", declared("costs", "unit"), codes("cost_unit")),
        ("measure of policy", declared("policy", "measure"), codes("policy_measure")),
        ("measure of community", declared("community", "measure"), codes("community_measure")),
        ("kind of support", declared("support", "kind"), codes("support_kind")),
        ("quantity", declared("support", "quantity"), codes("support_quantity")),
        ("kind of advocacy", declared("advocacy", "kind"), codes("advocacy_kind")),
        ("question of an alias", declared("aliases", "question"), asked),
        ("meaning_changed", declared("aliases", "meaning_changed"), ["True", "False"]),
        ("financing_source", entry.get("spending", {}).get("financing_source", {}).values(), FINANCING_SOURCES),
        ("violation", entry.get("violations", {}).get("violation", {}).values(), codes("violation")),
        ("missing_choices", entry.get("missing_choices", {}).values(), MISSING_REASONS),
        ("missing_numbers", entry.get("missing_numbers", {}).values(), MISSING_REASONS),
        ("answers", entry.get("answers", {}).values(), ANSWERS),
    ]


def _wrong(file: str, expected: str) -> Refused:
    return Refused(file, f"expected {expected}", "compare it with hr_pipeline/sources/partner_surveys/measures.yaml")
