"""REDCap's flat CSV: checkboxes as `field___code`, events as rows, repeating instruments as rows of their own.

Fields that the data dictionary marks as identifiers are in no form, so they are never read.
"""

from dataclasses import replace

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.answers import of_grid, unanswered_is_blank
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import TEXT_ENDINGS, read_grids
from hr_pipeline.sources.partner_surveys.tools.questionnaires import Sheet, sheet_of
from hr_pipeline.sources.partner_surveys.tools.redcap_dictionaries import comma_decimals, is_dictionary

AGAIN = "in REDCap choose Data Exports, CSV / raw data, and deliver that file unchanged"
FORM_AGAIN = "in REDCap choose Data Dictionary, Download the current Data Dictionary, and put it next to the export"
EVENT, INSTRUMENT, INSTANCE = "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"


def recognises(delivery: Delivery) -> bool:
    """Tell by REDCap's own columns and checkboxes whether a delivery is an export of it."""
    if not delivery.name.lower().endswith(TEXT_ENDINGS):
        return False
    try:
        headers = read_grids(delivery)[0].cells.iloc[0].tolist()
    except Refused:
        return False
    return any(header in (EVENT, INSTRUMENT) or "___" in header or header.endswith("_complete") for header in headers)


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read an export with its data dictionary.

    Raises:
        Refused: no dictionary next to it, or one row per client or case.
    """
    sheet = sheet_of(read_grids(delivery)[0])
    refuse_event_level(sheet.headers, sheet.grid.name)
    instrument = _texts(sheet, INSTRUMENT)
    forms = _with_repeats(forms_alongside(alongside, FORM_AGAIN), sorted(set(instrument) - {""}))
    record = sheet.body[0] + "/" + _texts(sheet, EVENT)
    commas = set().union(*(comma_decimals(other) for other in alongside if is_dictionary(other)))
    mains = instrument == ""
    main = _answers(sheet, forms, "", mains, _main_system(record[mains], forms), commas)
    numbers = {key: str(number) for number, key in enumerate(record[mains], 1)}
    repeats = {
        name: _answers(
            sheet, forms, name, instrument == name, _repeat_system(record[instrument == name], numbers), commas
        )
        for name in sorted(set(instrument) - {""})
    }
    return Export(replace(main, blanks=sheet.blanks), repeats), forms


def _texts(sheet: Sheet, header: str) -> pd.Series:
    return sheet.texts(header).str.strip() if header in sheet.headers else pd.Series("", sheet.body.index, dtype="str")


def _with_repeats(forms: Dictionary, instruments: list[str]) -> Dictionary:
    """Move the questions of repeating instruments into repeats: the dictionary itself does not say which repeat."""

    def moved(table: pd.DataFrame) -> pd.DataFrame:
        group = table["path"].str.partition("/")[0]
        return table.assign(repeat=group.where(group.isin(instruments), table["repeat"]))

    return replace(forms, questions=moved(forms.questions), items=moved(forms.items))


def _main_system(record: pd.Series, forms: Dictionary) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "_uuid": "redcap/" + record.str.rstrip("/"),
            "_validation_status": "none",
            "__version__": forms.versions[-1],
            "_index": [str(number) for number in range(1, len(record) + 1)],
        },
        index=record.index,
        dtype="str",
    )


def _repeat_system(record: pd.Series, numbers: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "_index": [str(number) for number in range(1, len(record) + 1)],
            "_parent_table_name": "",
            "_parent_index": record.map(numbers).fillna(""),
            "_submission__uuid": "redcap/" + record.str.rstrip("/"),
        },
        index=record.index,
        dtype="str",
    )


def _answers(
    sheet: Sheet, forms: Dictionary, repeat: str, rows: pd.Series, system: pd.DataFrame, commas: set[str]
) -> Answers:
    """Read the rows of the main part or of a repeating instrument; the others' fields are empty there."""
    known = forms.items.loc[forms.items["repeat"] == repeat, "item"]
    headers = {item.replace("/", "___").lower(): item for item in known}
    items = {at: headers[header.lower()] for at, header in enumerate(sheet.headers) if header.lower() in headers}
    body = sheet.body[rows]
    answers = of_grid(sheet.grid, sheet.headers, body, items, system)
    cells = unanswered_is_blank(answers.cells, forms)
    pointed = {item: cells[item].str.replace(",", ".") for item in set(items.values()) & commas}
    return replace(answers, cells=cells.assign(**pointed))
