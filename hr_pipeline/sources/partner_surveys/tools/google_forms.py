"""Google Forms' table of answers: questions' texts as headers, several choices in one cell with commas between.

E-mail addresses and user names stand in columns that no layout names, so they are never read.
"""

import re

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.partner_surveys.exports import Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import is_grid, read_grids
from hr_pipeline.sources.partner_surveys.tools.layouts import layouts_for
from hr_pipeline.sources.partner_surveys.tools.questionnaires import Question, Sheet, export_of, needed_layout, sheet_of

AGAIN = "in Google Forms choose Responses, Download responses (.csv), and deliver that file unchanged"
TIMESTAMPS = {"timestamp", "отметка времени", "horodateur", "طابع زمني"}
"""The first header in English, Russian, French and Arabic."""
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})[ ,]+(\d{1,2}:\d{2}(?::\d{2})?)(.*)")
ORDERS = {"day first": "%d/%m/%Y", "month first": "%m/%d/%Y", "year first": "%Y/%m/%d"}


def recognises(delivery: Delivery) -> bool:
    """Tell by its first header whether a delivery comes from Google Forms."""
    try:
        grids = read_grids(delivery) if is_grid(delivery.name) else []
    except Refused:
        return False
    return any(_is_ours(sheet_of(grid)) for grid in grids)


def _is_ours(sheet: Sheet) -> bool:
    return len(sheet.headers) > 1 and sheet.headers[0].casefold() in TIMESTAMPS


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read the answers.

    Raises:
        Refused: no layout knows the questions, or one row per client or case.
    """
    sheet = next(one for grid in read_grids(delivery) if _is_ours(one := sheet_of(grid)))
    refuse_event_level(sheet.headers, sheet.grid.name)
    layout = needed_layout(sheet, layouts_for(delivery, alongside, "google_forms"), "Google Forms")
    times = sheet.body[0].str.strip()
    order = date_order(times)
    export = export_of(sheet, layout, _system(sheet, times, order, layout.version), _several)
    if not order:
        export.findings.append(Finding("times_ambiguous", sheet.grid.name, column=sheet.headers[0], rows=len(times)))
    return export, layout.dictionary()


def date_order(times: pd.Series) -> str:
    """Tell from all dates of a file whether the day or the month comes first; "" where none has a part above 12."""
    parts = [found.groups() for text in times if (found := _DATE.fullmatch(text))]
    if parts and all(len(first) == 4 for first, *_ in parts):
        return "year first"
    firsts, seconds = {int(first) for first, *_ in parts}, {int(second) for _, second, *_ in parts}
    day, month = max(firsts, default=0) > 12, max(seconds, default=0) > 12
    return {(True, False): "day first", (False, True): "month first"}.get((day, month), "")


def _system(sheet: Sheet, times: pd.Series, order: str, version: str) -> pd.DataFrame:
    """Name submissions by their time as written; the table is in the order of sending, so a time is not needed."""
    plain = times.str.replace(r"[.-]", "/", regex=True).str.replace(",", "").str[:19].str.strip()
    read = pd.to_datetime(plain, format=f"{ORDERS[order]} %H:%M:%S", errors="coerce") if order else None
    iso = read.dt.strftime("%Y-%m-%dT%H:%M:%S").fillna("") if read is not None else ""
    numbers = [str(number) for number in range(1, len(sheet.body) + 1)]
    return pd.DataFrame(
        {
            "_uuid": [f"google_forms/{time}/{number}" for time, number in zip(times, numbers, strict=True)],
            "_validation_status": "none",
            "__version__": version,
            "_submission_time": iso,
            "_index": numbers,
        },
        index=sheet.body.index,
        dtype="str",
    )


def _several(question: Question, own: dict[str, pd.Series]) -> dict[str, pd.Series]:
    texts = own.get("", pd.Series(dtype="str"))
    chosen = texts.map({text: chosen_options(text, question.choices) for text in texts.unique()})
    details = {
        f"{question.name}/{name}": texts.where(texts.str.strip() == "", "0").mask(
            chosen.map(lambda c, n=name: n in c), "1"
        )
        for name in dict.fromkeys(question.choices.values())
    }
    return {question.name: chosen.map(" ".join).astype("str")} | details


def chosen_options(text: str, choices: dict[str, str]) -> list[str]:
    """Cut a cell into the options it names, the longest first, for options have commas of their own.

    What is no option is the text of `other`, where the question has it, and never kept.
    """
    rest, found = text.strip(), list[str]()
    while rest:
        option = max((o for o in choices if re.match(re.escape(o) + r"(?:, |,?$)", rest)), key=len, default="")
        if not option:
            return [*found, "other"] if "other" in choices.values() and "other" not in found else found
        found.append(choices[option])
        rest = rest[len(option) :].lstrip(", ")
    return [*dict.fromkeys(found)]
