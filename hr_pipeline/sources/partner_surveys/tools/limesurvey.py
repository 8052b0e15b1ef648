"""LimeSurvey's CSV of responses: question codes as headers, `med[SQ001]` for one of several choices.

Tokens, seeds and IP addresses stand in columns that no layout names, so they are never read.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import is_grid, read_grids
from hr_pipeline.sources.partner_surveys.tools.layouts import layouts_for
from hr_pipeline.sources.partner_surveys.tools.questionnaires import Question, Sheet, export_of, needed_layout, sheet_of

AGAIN = "in LimeSurvey choose Responses, Export, CSV, headings 'question code', answers 'answer codes'"
OWN = {"id", "submitdate", "lastpage", "startlanguage"}
ANONYMISED = "1980-01-01"
"""What an anonymised survey without a date stamp has for a date."""
OTHER = "-oth-"


def recognises(delivery: Delivery) -> bool:
    """Tell whether a delivery has LimeSurvey's own columns."""
    try:
        grids = read_grids(delivery) if is_grid(delivery.name) else []
    except Refused:
        return False
    return any(len(grid.cells) > 0 and set(sheet_of(grid).headers) >= OWN for grid in grids)


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read the responses.

    Raises:
        Refused: no layout knows the questions, or one row per client or case.
    """
    sheet = next(one for grid in read_grids(delivery) if set((one := sheet_of(grid)).headers) >= OWN)
    refuse_event_level(sheet.headers, sheet.grid.name)
    layout = needed_layout(sheet, layouts_for(delivery, alongside, "limesurvey"), "LimeSurvey")
    return export_of(sheet, layout, _system(sheet, layout.version), _several), layout.dictionary()


def _system(sheet: Sheet, version: str) -> pd.DataFrame:
    submitted = sheet.texts("submitdate").str.strip()
    incomplete = submitted == ""
    return pd.DataFrame(
        {
            "_id": sheet.texts("id"),
            "_uuid": "limesurvey/" + sheet.texts("id"),
            "_validation_status": pd.Series("none", sheet.body.index).mask(incomplete, "incomplete"),
            "__version__": version,
            "_submission_time": submitted.mask(submitted.str.startswith(ANONYMISED), ""),
            "_index": [str(number) for number in range(1, len(sheet.body) + 1)],
        },
        index=sheet.body.index,
        dtype="str",
    )


def _several(question: Question, own: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Read the columns of several choices: Y is chosen. Where none is, nobody can tell no from unanswered."""
    chosen = {
        f"{question.name}/{question.choices[part]}": ~text.str.strip().isin(["", "N", "0", "No"])
        for part, text in own.items()
        if part
    }
    answered = pd.DataFrame(chosen).any(axis=1)
    return {item: flag.map({True: "1", False: "0"}).astype("str").where(answered, "") for item, flag in chosen.items()}
