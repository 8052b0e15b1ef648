"""The consortium's partner survey as other tools export it: its form made inline, and a landing of several files."""

import io
import zipfile
from dataclasses import replace

from openpyxl import Workbook

from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.provenance.cells import Cells
from hr_pipeline.provenance.locators import locator
from hr_pipeline.sources import partner_surveys
from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.sources.partner_surveys.small_survey import FOLDER, form


def survey_form(folder):
    book = Workbook()
    for name, rows in form().items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return delivered(folder, packed.getvalue(), f"{FOLDER}/form.xlsx")


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "-") + ".csv", text)
    return packed.getvalue()


def landed(folder, form=None, **files):
    """Ingest files (name with _ for the last dot -> content) of one survey, with its form."""
    made = [delivered(folder, content, f"{FOLDER}/{'.'.join(name.rsplit('_', 1))}") for name, content in files.items()]
    known = [replace(one, ordinal=at) for at, one in enumerate([*made, *([form] if form else [])])]
    built = ingest(
        "partner_surveys",
        partner_surveys.TABLES,
        known,
        lambda one: partner_surveys.read(one, [other for other in known if other != one]),
        settle=partner_surveys.SETTLE,
    )
    _check_replay(built, {one.path: one for one in known})
    return built


def _check_replay(built, files):
    """Every accepted cell is found again, by its locator, with the text that was read."""
    for name, one in built.items():
        for row in one.table.to_dict("records") if name != "survey_findings" else []:
            cells = Cells(files[row["delivery"]].file, files[row["delivery"]].name)
            assert cells.read(locator(row)) == row["raw_value"], locator(row)


def services(built):
    table = built["survey_services"].table
    return {
        (row["iso3"], row["measure"], row["subgroup"]): row["value"]
        if row["value"] == row["value"]
        else row["missing_reason"]
        for row in table.to_dict("records")
    }


def left_out(built, table="survey_services"):
    counted = built[table].accounting.query("outcome == 'left_out' and rows > 0")
    return counted.groupby("reason", observed=True)["rows"].sum().to_dict()


def refused(built):
    return " ".join(built["survey_services"].accounting.query("outcome == 'refused'")["message"])


def findings(built):
    table = built["survey_findings"].table
    return dict(zip(table["finding"], table["rows_concerned"], strict=True))
