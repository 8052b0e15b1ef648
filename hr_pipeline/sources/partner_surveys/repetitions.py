"""Reports that come twice in one file: one report in several submissions, one answer sheet copied.

Edits of one submission belong to `submissions.py`, copies in other files to `deduplication.py`.
"""

import pandas as pd

from hr_pipeline.sources.partner_surveys.exports import Answers
from hr_pipeline.sources.partner_surveys.findings import Finding, found
from hr_pipeline.sources.partner_surveys.forms.form import ANSWER_TYPES, Dictionary
from hr_pipeline.sources.partner_surveys.kobo.tables import declared

KEY = ["partner", "iso3", "area", "year", "period"]
FEWEST_ANSWERS = 5
"""Answer sheets with fewer answers are alike by chance."""


def without_repetitions(
    about: pd.DataFrame, main: Answers, forms: Dictionary, described: set[str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out what another record of the file reports better, and report it.

    Args:
        about: the submissions, as `submissions` describes them.
        main: the export's main part, all columns.
        forms: the dictionary of its survey.
        described: the questions that ask who reports of where and when.

    Returns:
        The submissions with more of them left out, and findings.
    """
    place = main.letters.get("_uuid", "")
    again = about["left_out"] == "duplicate"
    repeated = _reported_again(about, main)
    findings = found("same_submission_again", main.sheet, place, "", again)
    findings += found("same_report_again", main.sheet, place, "", repeated)
    about = about.assign(left_out=about["left_out"].mask(repeated, "replaced"))
    return about, findings + found("copied_report", main.sheet, place, "", _copied(about, main, forms, described))


def _reported_again(about: pd.DataFrame, main: Answers) -> pd.Series:
    """Of the submissions of one partner about one place and period keep the approved, then the newest."""
    sites = [question for question in declared()["site_questions"] if question in main.cells]
    keyed = about[KEY].astype("str").assign(**{f"site/{name}": main.cells[name] for name in sites})
    kept = keyed[(about["left_out"] == "") & about["year"].notna()]
    order = about.loc[kept.index].assign(approved=lambda d: d["validation_status"] == "approved")
    best_last = order.sort_values(["approved", "touched"], kind="stable").index
    again = kept.loc[best_last].duplicated(keep="last")
    return again.reindex(about.index, fill_value=False)


def _copied(about: pd.DataFrame, main: Answers, forms: Dictionary, described: set[str]) -> pd.Series:
    """Find answer sheets that are those of an earlier submission about another place, period or partner."""
    asked = forms.questions[(forms.questions["repeat"] == "") & forms.questions["type"].isin(ANSWER_TYPES)]
    questions = [name for name in dict.fromkeys(asked["name"]) if name in main.cells and name not in described]
    answers = main.cells.loc[about["left_out"] == "", questions]
    full = answers[(answers != "").sum(axis=1) >= FEWEST_ANSWERS]
    return full.duplicated(keep="first").reindex(about.index, fill_value=False)
