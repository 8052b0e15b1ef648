"""Tables of the partner surveys source: aggregate reports of organisations, never records of people.

Free text, submitter names, coordinates and attachments never reach these tables.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import FINANCING_SOURCES, MISSING_REASONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Whole, YesNo, calendar_year, code, field, iso3

PERIODS = ["annual", "h1", "h2"]
VALIDATION_STATUSES = ["approved", "none"]
ONE_SHORT_LINE = r"^[^\r\n]{1,80}$"
"""What the name of a place fits into; a longer text in a city's cell is no city and must not be published."""


def _one_given(table: pd.DataFrame, answer: str) -> pd.Series:
    """Tell for each row whether it has an answer or the reason why there is none, never both or neither."""
    return table[answer].isna() != table["missing_reason"].isna()


class SurveyRow(SourceRow):
    """Base of the survey tables: which submission says it, of where and when."""

    partner: Code = field("Network that reports, as coded in the form")
    survey: Code = field("Survey: the form's id")
    form_version: Code = field("Version of the form that was filled")
    is_known_version: YesNo = field("The delivered forms include this version")
    submission: Code = field("Identity of the submission: its root uuid, unchanged by edits", str_matches=".")
    validation_status: Code = field("What the survey's owner says of the submission", isin=VALIDATION_STATUSES)
    iso3: Code = iso3()
    area: Code = field("national, or the city that the report is about", str_matches=ONE_SHORT_LINE)
    year: Whole = calendar_year("Reporting year")
    period: Code = field("Part of the year that the report covers", "code", isin=PERIODS)


class SurveyServices(SurveyRow):
    """One number that one submission reports of one service, in one subgroup."""

    measure: Code = code(codes("survey_measure"), "What is counted")
    service: Code = code(SERVICES, "Harm reduction service")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    value: Number = field("The number reported", "units of the measure", ge=0, nullable=True)
    missing_reason: Code = code(MISSING_REASONS, "Why there is no number", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def value_or_reason(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """A missing number has its reason, and is never a zero."""
        return _one_given(table, "value")


class SurveySpending(SurveyRow):
    """One amount that one submission reports of one funder."""

    financing_source: Code = code(FINANCING_SOURCES, "Who pays")
    amount_original: Number = field("Amount as reported", "current local currency", ge=0)
    currency: Code = field("ISO 4217 currency of the amount", "code", str_matches=r"^[A-Z]{3}$")


class SurveyViolations(SurveyRow):
    """Cases of one kind of violation that one submission documents."""

    violation: Code = code(codes("violation"), "Kind of violation")
    cases_people: Number = field("Documented cases; never a rate", "cases", ge=0)


class SurveyPolicy(SurveyRow):
    """One answer of one submission about law or policy."""

    measure: Code = code(codes("policy_measure"), "What the question is about")
    answer: Code = field("Answer, as coded in the form", isin=["yes", "no"], nullable=True)
    missing_reason: Code = code(MISSING_REASONS, "Why there is no answer", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def answer_or_reason(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """A missing answer has its reason, and is never a zero."""
        return _one_given(table, "answer")
