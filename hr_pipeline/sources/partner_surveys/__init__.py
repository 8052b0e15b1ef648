"""Partner surveys: exports of survey tools read with the forms they were filled with.

`read` is the source's one entry and its accounting; kinds of files, forms, submissions and records have a module each.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.fields import SOURCE_COLUMNS
from hr_pipeline.schemas.tables import SURVEY_TABLES, kinds
from hr_pipeline.sources.partner_surveys.deduplication import holdings, without_copies
from hr_pipeline.sources.partner_surveys.exports import Answers, Export, carried
from hr_pipeline.sources.partner_surveys.findings import file_findings
from hr_pipeline.sources.partner_surveys.forms.files import form_reader_of
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.forms.validation import validate
from hr_pipeline.sources.partner_surveys.mappings import Mapping, mapping_for
from hr_pipeline.sources.partner_surveys.places import with_listed_places
from hr_pipeline.sources.partner_surveys.privacy import without_personal_data, without_personal_records
from hr_pipeline.sources.partner_surveys.readers import reader_of
from hr_pipeline.sources.partner_surveys.records import OTHER_PARTNER, records
from hr_pipeline.sources.partner_surveys.repetitions import without_repetitions
from hr_pipeline.sources.partner_surveys.submissions import submissions
from hr_pipeline.sources.partner_surveys.tools.reports import report_reader_of

TABLES = list(SURVEY_TABLES)
SETTLE = without_copies
PLACE = ["sheet", "row", "column", "raw_value"]


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one file of a survey: an export into the tables; a form gives no rows, exports are read with it.

    Args:
        delivery: a file in `partner_surveys/<partner>/<survey>/`.
        companions: the other files of the source; those in the same folder hold the forms.

    Raises:
        Refused: no kind of file that is known, no form next to the export, or no mapping for its form.
    """
    form = form_reader_of(delivery)
    if form:
        form.read(delivery)
        return Reading()
    alongside = [other for other in companions if other.folder == delivery.folder]
    report = report_reader_of(delivery, alongside)
    if report:
        return with_listed_places(without_personal_records(report.read(delivery, alongside)))
    reader = reader_of(delivery)
    export, forms = reader.read(delivery, alongside)
    mapping = _mapped(export, forms, alongside)
    reading = without_personal_records(_recorded(export, forms, mapping, reader.again))
    return with_listed_places(_named_by_folder(reading, delivery))


def _named_by_folder(reading: Reading, delivery: Delivery) -> Reading:
    """Name a partner that the form does not list by the folder of its files, which the engineer chose."""
    for table, rows in reading.records.items():
        if "partner" in rows:
            named = rows["partner"].replace(OTHER_PARTNER, delivery.path.split("/")[1])
            reading.records[table] = rows.assign(partner=named)
    return reading


def _mapped(export: Export, forms: Dictionary, alongside: list[Delivery]) -> Mapping:
    """Choose the mapping; where none is, how the export keeps to its form is worth telling all the same."""
    try:
        return mapping_for(forms, alongside)
    except Refused as refusal:
        refusal.reading = Reading()
        file_findings(refusal.reading, export.findings + validate(export, forms), forms.form_id)
        raise


def _recorded(export: Export, forms: Dictionary, mapping: Mapping, again: str) -> Reading:
    """Check an export against its form, leave out what comes twice, and read what the mapping names."""
    findings = export.findings + validate(export, forms, mapping.versions)
    used = {question for name in export.tables() for question in mapping.used(name)}
    whole = export.main  # codes of sites tell reports apart, and go no further
    export, personal = without_personal_data(export, forms, used)
    export = carried(export, forms, mapping, again)
    about = submissions(export.main, forms, mapping)
    about, repeated = without_repetitions(about, whole, forms, set(mapping.submission.values()))
    reading = Reading(holdings=holdings(about, export, forms.form_id))
    for table, (answers, found) in records(export, about, forms, mapping).items():
        if answers is not export.main or not export.main_is_alongside:
            _file(reading, table, answers, found)
    here = [export.main] * (not export.main_is_alongside) + [
        one for one in export.repeats.values() if one.unread or one.torn
    ]
    for answers in here:
        reading.seen(TABLES[0], answers.sheet, answers.unread + len(answers.torn))
        reading.leave_out(TABLES[0], answers.sheet, "not_read", answers.unread)
        reading.tear_off(TABLES[0], answers.sheet, answers.torn)
    file_findings(reading, findings + personal + repeated, forms.form_id)
    return reading


def _file(reading: Reading, table: str, answers: Answers, records: pd.DataFrame) -> None:
    """Keep a table's records and count all of them; a heading or blank row counts as many cells as a record has."""
    each = records.groupby("row").size().max() if len(records) else 1
    records = answers.located(records)
    reading.seen(table, answers.sheet, len(records) + each * (answers.headings + answers.blanks))
    reading.leave_out(table, answers.sheet, "heading", each * answers.headings)
    reading.leave_out(table, answers.sheet, "blank", each * answers.blanks)
    for reason, rows in records.loc[records["left_out"].fillna("") != "", "left_out"].value_counts().items():
        reading.leave_out(table, answers.sheet, str(reason), rows)
    reading.rejected += [_orphan(table, row) for row in records[records["left_out"].isna()].to_dict("records")]
    own = [column for column in kinds(table) if column not in SOURCE_COLUMNS]
    reading.records[table] = records.loc[records["left_out"] == "", own + PLACE].reset_index(drop=True)


def _orphan(table: str, record: dict) -> dict:
    return {
        "table": table,
        "sheet": record["sheet"],
        "row": record["row"],
        "column": record["column"],
        "check": "has_its_submission",
        "failed_column": "_parent_index",
        "raw_value": "(withheld)",
        "message": "no submission in this export has this record's _parent_index and _submission__uuid",
    }
