"""KoboToolbox workbooks: one sheet of submissions and one for each repeat that somebody filled.

What their columns mean belongs to `kobo_tables.py`.
"""

from hr_pipeline.formats.workbooks import is_workbook
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.provenance.locators import column_letters
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.kobo.tables import Table, read_tables
from hr_pipeline.sources.partner_surveys.tools.grids import Grid, read_grids

AGAIN = (
    "export again from KoboToolbox as XLS with 'XML values and headers', all versions and all fields, "
    "and deliver the file unchanged"
)
FORM_AGAIN = (
    "in KoboToolbox choose Form, Download XLS, and put that file (sheets survey and choices) next to the export, "
    "one file per version"
)


def recognises(delivery: Delivery) -> bool:
    """Tell whether a delivery is a workbook."""
    return is_workbook(delivery.name)


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read an export with the forms next to it.

    Raises:
        Refused: no form, or no sheet with one row per submission.
    """
    sheets = read_grids(delivery)
    forms = forms_alongside(alongside, FORM_AGAIN)
    return read_tables([_table(sheet) for sheet in sheets if len(sheet.cells)], forms, AGAIN), forms


def _table(sheet: Grid) -> Table:
    rows, columns = sheet.cells.shape
    body = sheet.cells.iloc[1:].set_axis(range(2, rows + 1), axis=0).set_axis(range(columns), axis=1)
    headers = [header.strip() for header in sheet.cells.iloc[0]]
    return Table(sheet.name, headers, [column_letters(at) for at in range(columns)], body)
