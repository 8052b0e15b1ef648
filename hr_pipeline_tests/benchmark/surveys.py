"""An invented partner survey of many submissions with two repeats each, as KoboToolbox exports it."""

from itertools import cycle, islice
from pathlib import Path

from hr_pipeline.demonstration import partner_surveys
from hr_pipeline.demonstration.reproducible import workbook_bytes
from hr_pipeline.instruments import sheets

SUBMISSIONS = 10_000
FOLDER = "partner_surveys/network/survey"


def write_survey(landing: Path, submissions: int = SUBMISSIONS) -> int:
    """Write the export and its forms into a landing folder: the demonstration's answers again and again.

    Returns:
        Rows of all sheets of the export.
    """
    declared = partner_surveys.surveys()[partner_surveys.FOLDER]
    filled = enumerate(islice(cycle(declared["submissions"]), submissions))
    survey = declared | {"submissions": [answers | {"city": f"Place {number}"} for number, answers in filled]}
    target = landing / FOLDER
    target.mkdir(parents=True)
    export = partner_surveys.laid_out(survey, 1)
    (target / "export.xlsx").write_bytes(workbook_bytes(export))
    for version in survey["versions"]:
        (target / f"form_v{version}.xlsx").write_bytes(workbook_bytes(sheets(survey, version)))
    return sum(len(rows) for rows in export.values())
