"""The exports that can be read, one entry per kind of file. A new tool adds its module and its line here.

How a tool writes its files belongs to its module.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.kobo import pages, texts, workbooks
from hr_pipeline.sources.partner_surveys.tools import google_forms, limesurvey, odk_csv, odk_odata, redcap, surveycto


@dataclass(frozen=True)
class ExportReader:
    """One kind of export.

    Attributes:
        name: the tool and the file, for messages.
        recognises: tells by name and content, cheaply, whether a delivery is of this kind; never raises.
        read: reads the delivery with the other files of its folder into the common shape and the survey's dictionary;
            raises Refused.
        again: how to have the tool give a file that can be read.
    """

    name: str
    recognises: Callable[[Delivery], bool]
    read: Callable[[Delivery, list[Delivery]], tuple[Export, Dictionary]]
    again: str


READERS = [
    ExportReader("ODK Central CSV", odk_csv.recognises, odk_csv.read, odk_csv.AGAIN),
    ExportReader("ODK Central OData page", odk_odata.recognises, odk_odata.read, odk_odata.AGAIN),
    ExportReader("LimeSurvey CSV", limesurvey.recognises, limesurvey.read, limesurvey.AGAIN),
    ExportReader("SurveyCTO CSV", surveycto.recognises, surveycto.read, surveycto.AGAIN),
    ExportReader("Google Forms table", google_forms.recognises, google_forms.read, google_forms.AGAIN),
    ExportReader("REDCap CSV", redcap.recognises, redcap.read, redcap.AGAIN),
    ExportReader("KoboToolbox API page", pages.recognises, pages.read, pages.AGAIN),
    ExportReader("KoboToolbox text export", texts.recognises, texts.read, workbooks.AGAIN),
    ExportReader("KoboToolbox workbook", workbooks.recognises, workbooks.read, workbooks.AGAIN),
]
"""Tried in order; the first that recognises a delivery reads it."""


def reader_of(delivery: Delivery) -> ExportReader:
    """Choose the reader of a delivery.

    Raises:
        Refused: none recognises it.
    """
    for reader in READERS:
        if reader.recognises(delivery):
            return reader
    names = ", ".join(reader.name for reader in READERS)
    raise Refused(
        "the whole file", f"expected one of: {names}", "export the survey again with its tool, and deliver the file"
    )
