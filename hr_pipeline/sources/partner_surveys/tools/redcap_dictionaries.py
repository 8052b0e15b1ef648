"""REDCap's data dictionary (CSV): the form of a REDCap project. Fields marked as identifiers are no part of it.

Branching logic is written in REDCap's own language and is not carried over.
"""

import pandas as pd

from hr_pipeline.frames import as_records
from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.forms.form import QUESTION_COLUMNS, Form
from hr_pipeline.sources.partner_surveys.tools.grids import TEXT_ENDINGS, read_grids

NAME, INSTRUMENT, TYPE, LABEL = "Variable / Field Name", "Form Name", "Field Type", "Field Label"
CHOICES, VALIDATION = "Choices, Calculations, OR Slider Labels", "Text Validation Type OR Show Slider Number"
IDENTIFIER, REQUIRED = "Identifier?", "Required Field?"
NEEDED = [NAME, INSTRUMENT, TYPE, CHOICES, VALIDATION, IDENTIFIER]
TYPES = {
    **{"checkbox": "select_multiple", "dropdown": "select_one", "radio": "select_one", "yesno": "select_one"},
    **{"truefalse": "select_one", "calc": "decimal", "slider": "decimal", "file": "file"},
}
YES_NO = "1, Yes | 0, No"


@remembered()
def is_dictionary(delivery: Delivery) -> bool:
    """Tell whether a delivery is a data dictionary."""
    return delivery.name.lower().endswith(TEXT_ENDINGS) and len(_table(delivery)) > 0


def read_dictionary(delivery: Delivery) -> Form:
    """Read the fields of all instruments but the identifiers; their instrument is the group they stand in."""
    fields = _table(delivery)
    kept = fields[(fields[IDENTIFIER].str.strip().str.lower() != "y") & (fields[TYPE] != "descriptive")]
    rows = [_question(field) for field in as_records(kept)]
    choices = [
        {"list_name": field[NAME], "name": code}
        for field in kept.to_dict("records")
        if TYPES.get(field[TYPE], "").startswith("select")
        for code in _codes(field[CHOICES] or YES_NO)
    ]
    questions = pd.DataFrame(rows, columns=QUESTION_COLUMNS, dtype="str")
    return Form("", "", questions, pd.DataFrame(choices, columns=["list_name", "name"], dtype="str"))


def comma_decimals(delivery: Delivery) -> set[str]:
    """Name the fields that write decimals with a comma, next to others that write a point."""
    fields = _table(delivery)
    return set(fields.loc[fields[VALIDATION].str.contains("comma_decimal"), NAME])


def _table(delivery: Delivery) -> pd.DataFrame:
    """Give the dictionary's lines; none where the file is no dictionary."""
    try:
        cells = read_grids(delivery)[0].cells
    except Refused:
        return pd.DataFrame()
    if not set(NEEDED) <= set(cells.iloc[0]):
        return pd.DataFrame()
    return cells.iloc[1:].set_axis(cells.iloc[0].tolist(), axis=1).loc[lambda d: d[NAME].str.strip() != ""]


def _question(field: dict[str, str]) -> dict[str, str]:
    number = {"integer": "integer", "number": "decimal"}
    written = next((kind for word, kind in number.items() if field[VALIDATION].startswith(word)), "text")
    kind = TYPES.get(field[TYPE], written if field[TYPE] == "text" else "text")
    return dict.fromkeys(QUESTION_COLUMNS, "") | {
        "name": field[NAME],
        "path": f"{field[INSTRUMENT]}/{field[NAME]}",
        "type": kind,
        "list_name": field[NAME] if kind.startswith("select") else "",
        "required": "yes" if field.get(REQUIRED, "").strip().lower() == "y" else "",
    }


def _codes(choices: str) -> list[str]:
    return [choice.partition(",")[0].strip() for choice in choices.split("|") if choice.strip()]
