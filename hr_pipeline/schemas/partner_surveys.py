"""Tables of the partner surveys source: aggregate reports of organisations, never records of people.

Free text, submitter names, coordinates and attachments never reach these tables.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.codes import FINANCING_SOURCES, MISSING_REASONS, SERVICES, SUBGROUPS, codes
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Text, Whole, YesNo, calendar_year, code, field, iso3
from hr_pipeline.schemas.reporting import WEEKS

PERIODS = [*codes("period"), *WEEKS]
VALIDATION_STATUSES = ["approved", "none"]
ONE_SHORT_LINE = r"^[^\r\n]{1,80}$"
"""What the name of a place fits into; a longer text in a city's cell is no city and must not be published."""
MOST_COUNTED = 1e9
"""More than any country hands out or reaches in a year; longer numbers are phones or identities in the wrong cell."""
POLICY_ANSWERS = [*codes("policy_answer"), *codes("reform_status")]


def _one_given(table: pd.DataFrame, *answers: str) -> pd.Series:
    """Tell for each row whether it has one answer or the reason why there is none, never both or neither."""
    return table[[*answers, "missing_reason"]].notna().sum(axis=1) == 1


class SurveyRow(SourceRow):
    """Base of the survey tables: which submission says it, of where and when."""

    partner: Code = field("Network that reports, as coded in the form")
    survey: Code = field("Survey: the form's id")
    form_version: Code = field("Version of the form that was filled")
    is_known_version: YesNo = field("The delivered forms include this version")
    submission: Code = field("Identity of the submission: its root uuid, unchanged by edits", str_matches=".")
    validation_status: Code = field("What the survey's owner says of the submission", isin=VALIDATION_STATUSES)
    basis: Code = code(codes("basis"), "What the report rests on")
    consent_scope: Code = code(codes("consent_scope"), "How far the organisation lets its answers go")
    iso3: Code = iso3()
    area: Code = field("national, or the city that the report is about", str_matches=ONE_SHORT_LINE)
    year: Whole = calendar_year("Reporting year")
    period: Code = field("Part of the year that the report covers", "code", isin=PERIODS)


class SurveyAnswer(SurveyRow):
    """Base of the tables whose rows are one answer to one question."""

    meaning_changed: YesNo = field(
        "Asked in a version in which the question meant something else: a break of the series"
    )
    missing_reason: Code = code(MISSING_REASONS, "Why there is no answer", nullable=True)


class SurveyNumber(SurveyAnswer):
    """Base of the tables whose answers are numbers."""

    value: Number = field("The number reported", "units of the measure", ge=0, nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def value_or_reason(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """A missing number has its reason, and is never a zero."""
        return _one_given(table, "value")


class SurveyServices(SurveyNumber):
    """One number that one submission reports of one service, in one subgroup."""

    measure: Code = code(codes("survey_measure"), "What is counted")
    service: Code = code(SERVICES, "Harm reduction service")
    subgroup: Code = code(SUBGROUPS, "Who is counted")
    value: Number = field("The number reported", "units of the measure", ge=0, le=MOST_COUNTED, nullable=True)


class SurveySpending(SurveyRow):
    """One amount that one submission reports of one funder."""

    financing_source: Code = code(FINANCING_SOURCES, "Who pays")
    amount_original: Number = field("Amount as reported", "current local currency", ge=0)
    currency: Code = field("ISO 4217 currency of the amount", "code", str_matches=r"^[A-Z]{3}$")


class SurveyCosts(SurveyNumber):
    """What one submission says that one unit of one service costs."""

    service: Code = code(SERVICES, "Harm reduction service")
    unit: Code = code(codes("cost_unit"), "What is paid for")
    currency: Code = field("ISO 4217 currency of the cost", "code", str_matches=r"^[A-Z]{3}$", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def money_has_a_currency(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """An amount without a currency says nothing."""
        return table["value"].isna() | table["currency"].notna()


class SurveyViolations(SurveyRow):
    """Cases of one kind of violation, perpetrator and group that one submission documents."""

    violation: Code = code(codes("violation"), "Kind of violation")
    perpetrator: Code = code(codes("perpetrator"), "Who did it")
    subgroup: Code = code(SUBGROUPS, "Whose rights were violated")
    redress: Code = code(codes("redress"), "What became of it")
    cases_people: Number = field("Documented cases; never a rate", "cases", ge=0, le=MOST_COUNTED)


class SurveyPolicy(SurveyAnswer):
    """One answer of one submission about law or policy."""

    measure: Code = code(codes("policy_measure"), "What the question is about")
    answer: Code = code(POLICY_ANSWERS, "Answer, or how far a reform has come", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def answer_or_reason(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """A missing answer has its reason, and is never a no."""
        return _one_given(table, "answer")


class SurveyCommunity(SurveyAnswer):
    """One number or answer of one submission about groups of people who use drugs and their seats."""

    measure: Code = code(codes("community_measure"), "What the question is about")
    value: Number = field("Number of groups or seats", "groups or seats", ge=0, le=MOST_COUNTED, nullable=True)
    answer: Code = code(codes("policy_answer"), "Answer", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def value_answer_or_reason(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """One of a number, an answer and a reason."""
        return _one_given(table, "value", "answer")


class SurveySupport(SurveyNumber):
    """One number of one submission about one kind of support that was given."""

    kind: Code = code(codes("support_kind"), "Kind of support")
    quantity: Code = code(codes("support_quantity"), "What the number counts")
    currency: Code = field("ISO 4217 currency of amounts", "code", str_matches=r"^[A-Z]{3}$", nullable=True)

    @pa.dataframe_check(ignore_na=False)
    def money_has_a_currency(cls, table: pd.DataFrame) -> pd.Series:  # noqa: N805 - pandera makes it a class method
        """An amount without a currency says nothing."""
        is_money = table["value"].notna() & (table["quantity"] == "amount")
        return ~is_money | table["currency"].notna()


class SurveyAdvocacy(SurveyNumber):
    """One number of one submission about one kind of campaign work."""

    kind: Code = code(codes("advocacy_kind"), "Kind of activity")


class SurveyFindings(SourceRow):
    """One kind of difference between an export and its form, in one column; never an answer."""

    survey: Code = field("Survey: the form's id")
    finding: Code = field("Stable code of the finding", str_matches=r"^[a-z0-9_]+$")
    severity: Code = code(codes("severity"), "How bad it is")
    question: Code = field("Question, choice or repeat of the form; empty where none is meant")
    rows_concerned: Whole = field("Records concerned", "records", ge=0)
    records: Text = field("Rows or lines of the file that are concerned, such as 2-5 9")
    message: Text = field("What was found")
    how_to_fix: Text = field("How to fix it")
