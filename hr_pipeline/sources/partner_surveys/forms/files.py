"""The files that say what a survey asks: which deliveries are forms, and all forms of a folder as one dictionary.

How a form is written belongs to its module (`xlsforms.py`, ...); a new kind adds its line to FORM_READERS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from hr_pipeline.formats.workbooks import is_workbook
from hr_pipeline.ingest.caching import remembered
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary, Form, dictionary
from hr_pipeline.sources.partner_surveys.forms.xlsforms import is_form, read_form
from hr_pipeline.sources.partner_surveys.kobo.assets import is_asset, read_asset
from hr_pipeline.sources.partner_surveys.tools.grids import read_grids
from hr_pipeline.sources.partner_surveys.tools.redcap_dictionaries import is_dictionary, read_dictionary


@dataclass(frozen=True)
class FormReader:
    """One kind of form: `recognises` never raises, `read` raises Refused."""

    name: str
    recognises: Callable[[Delivery], bool]
    read: Callable[[Delivery], Form]


def _is_xlsform(delivery: Delivery) -> bool:
    try:
        return is_workbook(delivery.name) and is_form(read_grids(delivery))
    except Refused:  # one that does not open is refused on its own account and is no form here
        return False


@remembered(64)
def _read_xlsform(delivery: Delivery) -> Form:
    return read_form(read_grids(delivery))


FORM_READERS = [
    FormReader("XLSForm", _is_xlsform, _read_xlsform),
    FormReader("KoboToolbox asset", is_asset, read_asset),
    FormReader("REDCap data dictionary", is_dictionary, read_dictionary),
]


@remembered()
def form_reader_of(delivery: Delivery) -> FormReader | None:
    """Choose the reader of a form; None for files that are no form."""
    return next((reader for reader in FORM_READERS if reader.recognises(delivery)), None)


def forms_alongside(alongside: list[Delivery], how_to_fix: str) -> Dictionary:
    """Read the forms among the files of a folder.

    Raises:
        Refused: there is none, or they are not versions of one form.
    """
    found = [(reader, other) for other in alongside if other.role == "data" and (reader := form_reader_of(other))]
    if not found:
        raise Refused("the export's folder", "expected the form that the survey was filled with", how_to_fix)
    return _dictionary(tuple(other for _, other in found))


@lru_cache(maxsize=64)
def _dictionary(forms: tuple[Delivery, ...]) -> Dictionary:
    return dictionary([reader.read(form) for form in forms if (reader := form_reader_of(form))])
