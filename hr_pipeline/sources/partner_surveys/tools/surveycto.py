"""SurveyCTO's wide CSV, read with its XLSForm: bare question names as headers, `q_choice` for one of several choices.

Devices, numbers and names of enumerators stand in columns that no form names. Repeats stand in columns too (`q_1`,
`q_2`) and are not read: what they lack is a finding.
"""

from dataclasses import replace

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.answers import of_grid, unanswered_is_blank
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import TEXT_ENDINGS, read_grids
from hr_pipeline.sources.partner_surveys.tools.questionnaires import Sheet, sheet_of

AGAIN = "in SurveyCTO choose Export, CSV in wide format with all submissions, and deliver that file unchanged"
FORM_AGAIN = "download the form's definition (XLSForm) from SurveyCTO's console and put it next to the export"
OWN = {"SubmissionDate", "KEY", "formdef_version"}
STATUSES = {"APPROVED": "approved", "REJECTED": "not_approved", "NONE": "none", "": "none", "PENDING": "on_hold"}


def recognises(delivery: Delivery) -> bool:
    """Tell by SurveyCTO's own columns whether a delivery is an export of it."""
    if not delivery.name.lower().endswith(TEXT_ENDINGS):
        return False
    try:
        return set(read_grids(delivery)[0].cells.iloc[0]) >= OWN
    except Refused:
        return False


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read the main part of an export.

    Raises:
        Refused: no form next to it, or one row per client or case.
    """
    sheet = sheet_of(read_grids(delivery)[0])
    refuse_event_level(sheet.headers, sheet.grid.name)
    forms = forms_alongside(alongside, FORM_AGAIN)
    known = forms.items.loc[forms.items["repeat"] == "", "item"]
    headers = {item.replace("/", "_"): item for item in known}
    items = {at: headers[header] for at, header in enumerate(sheet.headers) if header in headers}
    answers = of_grid(sheet.grid, sheet.headers, sheet.body, items, _system(sheet))
    main = replace(answers, cells=unanswered_is_blank(answers.cells, forms), blanks=sheet.blanks)
    lost = sorted(set(forms.items["repeat"]) - {""})
    return Export(main, {}, [Finding("repeat_not_in_file", detail=", ".join(lost))] if lost else []), forms


def _system(sheet: Sheet) -> pd.DataFrame:
    review = sheet.texts("review_status").str.strip().str.upper() if "review_status" in sheet.headers else ""
    status = pd.Series(review, sheet.body.index, dtype="str")
    return pd.DataFrame(
        {
            "_uuid": sheet.texts("KEY"),
            "_validation_status": status.map(STATUSES).fillna(status),
            "__version__": sheet.texts("formdef_version"),
            "_index": [str(number) for number in range(1, len(sheet.body) + 1)],
        },
        index=sheet.body.index,
        dtype="str",
    )
