"""Cells of an export as records of the survey tables, each with its place, its raw text and its submission.

One cell is one record: a number or its reason, an answer or its reason, an amount, a count of cases. Accounting belongs
to the package's `read`.
"""

import pandas as pd

from hr_pipeline.sources.partner_surveys.answers import answer_records, numbers
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.mappings import PART_COLUMNS, ROLES, Mapping
from hr_pipeline.sources.partner_surveys.submissions import of_repeat

OTHER_PARTNER = "other"
"""The choice of a partner that the form does not list, and what stands for any text that is no choice of its list."""

Filed = dict[str, tuple[Answers, pd.DataFrame]]


def records(export: Export, about: pd.DataFrame, forms: Dictionary, mapping: Mapping) -> Filed:
    """Read all that the mapping names.

    Args:
        export: what the file says.
        about: its submissions, as `submissions` describes them.
        forms: the delivered versions of the form.
        mapping: which question fills which table.

    Returns:
        Table name -> the part of the export that it was read from, and one row per cell with its place and `left_out`.
    """
    about = about.pipe(_with_defaults).pipe(_named_from_the_list, forms, mapping)
    found: Filed = {
        f"survey_{part}": (export.main, answer_records(part, export.main, about, forms, mapping))
        for part in PART_COLUMNS
        if getattr(mapping, part)
    }
    readers = {"spending": (mapping.spending, spending_records), "violations": (mapping.violations, violation_records)}
    for part, (declared, read) in readers.items():
        repeat = export.repeats.get(declared.get("repeat", ""))
        if repeat:
            found[f"survey_{part}"] = (repeat, read(repeat, about, mapping))
    return found


def _with_defaults(about: pd.DataFrame) -> pd.DataFrame:
    """Say what a survey that does not ask for it leaves open."""
    open_ = {name: about.get(name, pd.Series("", index=about.index)) for name in ("basis", "consent_scope", "currency")}
    return about.assign(
        basis=open_["basis"].replace("", "unstated"),
        consent_scope=open_["consent_scope"].replace("", "unstated"),
        currency=open_["currency"].str.upper().replace("", None),
    )


def _named_from_the_list(about: pd.DataFrame, forms: Dictionary, mapping: Mapping) -> pd.DataFrame:
    """Let a partner be named only by a code of the form's own list: another text may be anything, and goes no further.

    Such a partner is named by the folder of its files, and its figures appear in totals only.
    """
    asked = forms.questions[forms.questions["name"] == mapping.submission["partner"]]
    known = forms.choices.loc[forms.choices["list_name"].isin(set(asked["list_name"]) - {""}), "name"]
    is_listed = about["partner"].isin(set(known))
    may_be_named = (about["consent_scope"] != "named_public") | is_listed
    return about.assign(
        partner=about["partner"].where(is_listed | (about["partner"] == ""), OTHER_PARTNER),
        consent_scope=about["consent_scope"].where(may_be_named, "aggregate_public"),
    )


def spending_records(repeat: Answers, about: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Read the amounts of a repeat: one row per record of the repeat; `left_out` is `blank` where no amount stands."""
    declared = mapping.spending
    return _repeated(repeat, about, declared, "amount").assign(
        amount_original=lambda d: numbers(d["raw_value"]),
        currency=lambda d: d["answer/currency"].str.strip().str.upper(),
        financing_source=lambda d: d["answer/funder"].str.strip().replace(declared["financing_source"]),
    )


def violation_records(repeat: Answers, about: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Read the cases of a repeat: one row per record of the repeat; `left_out` is `blank` where no number stands."""
    declared = mapping.violations
    unstated = {"perpetrator": "unknown", "victims": "unspecified", "redress": "unknown"}
    return (
        _repeated(repeat, about, declared, "cases")
        .assign(**{f"answer/{role}": default for role, default in unstated.items() if role not in declared})
        .assign(
            cases_people=lambda d: numbers(d["raw_value"]),
            violation=lambda d: d["answer/kind"].str.strip().replace(declared["violation"]),
            perpetrator=lambda d: d["answer/perpetrator"].str.strip().replace("", "unknown"),
            subgroup=lambda d: d["answer/victims"].str.strip().replace("", "unspecified"),
            redress=lambda d: d["answer/redress"].str.strip().replace("", "unknown"),
        )
    )


def _repeated(repeat: Answers, about: pd.DataFrame, declared: dict, number: str) -> pd.DataFrame:
    """Put each record next to its submission, its answers named answer/<role>, with the cell and text of its number."""
    roles = {declared[role]: f"answer/{role}" for role in declared.keys() & ROLES}
    frame = of_repeat(repeat.cells.rename(columns=roles), about).assign(raw_value=lambda d: d[f"answer/{number}"])
    empty = frame["left_out"].eq("") & (frame["raw_value"].str.strip() == "")
    return frame.assign(
        sheet=repeat.sheet, column=repeat.letters[declared[number]], left_out=frame["left_out"].mask(empty, "blank")
    )
