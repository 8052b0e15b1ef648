"""ODK Central's submissions as CSV: one file per repeat in a zip, or the main file alone.

Names and devices of submitters stand in columns that no form names, so they are never read.
"""

import re
from dataclasses import replace
from functools import cache

import pandas as pd

from hr_pipeline.formats.workbooks import is_workbook
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.packaged import packaged_yaml
from hr_pipeline.sources.partner_surveys.exports import Answers, Export
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.files import forms_alongside
from hr_pipeline.sources.partner_surveys.forms.form import Dictionary
from hr_pipeline.sources.partner_surveys.tools.answers import meanings, of_grid, unanswered_is_blank
from hr_pipeline.sources.partner_surveys.tools.event_level import refuse_event_level
from hr_pipeline.sources.partner_surveys.tools.grids import Grid, is_grid, read_grids

AGAIN = "in ODK Central choose Submissions, Download, 'All data and repeats' as zip, and deliver that file unchanged"
FORM_AGAIN = "in ODK Central choose the form's version, Download XLSForm, and put it next to the export"
MAIN = {"KEY", "SubmissionDate", "SubmitterID", "ReviewState"}
REPEAT = {"PARENT_KEY", "KEY"}


def recognises(delivery: Delivery) -> bool:
    """Tell whether a delivery is a CSV or a zip of CSV files with ODK Central's own columns."""
    if is_workbook(delivery.name) or not is_grid(delivery.name):
        return False
    try:
        return any(set(grid.cells.iloc[0]) >= MAIN for grid in read_grids(delivery))
    except Refused:
        return False


def read(delivery: Delivery, alongside: list[Delivery]) -> tuple[Export, Dictionary]:
    """Read the main file and the repeats.

    Raises:
        Refused: no form next to it, several main files, or one row per client or case.
    """
    forms = forms_alongside(alongside, FORM_AGAIN)
    grids = read_grids(delivery)
    for grid in grids:
        refuse_event_level(grid.cells.iloc[0], grid.name)
    mains = [grid for grid in grids if set(grid.cells.iloc[0]) >= MAIN]
    if len(mains) > 1:
        raise Refused("the whole archive", "expected one form, found several main files", AGAIN)
    main = _main(mains[0], forms)
    tables = [(grid, _body(grid)) for grid in grids if set(grid.cells.iloc[0]) >= REPEAT]
    named = {_repeat_of(body): (grid, body) for grid, body in tables if len(body)}
    repeats = {
        name: _repeat(*table, name, main, named) for name, table in named.items() if name in set(forms.items["repeat"])
    }
    read_repeats = {name: _named(repeats[name], named[name][0], forms, name) for name in repeats}
    return Export(main, read_repeats, _findings(mains[0], main, forms, bool(tables))), forms


@cache
def declared() -> dict:
    """Read what ODK Central's words mean."""
    return packaged_yaml(__package__, "odk.yaml")


def review_status(review: pd.Series, status: pd.Series) -> pd.Series:
    """Say of each submission what its owner says of it; one that was not decrypted has no answers and says so."""
    known = review.map(declared()["review_states"]).fillna(review)
    return known.mask(status.isin(declared()["undecrypted"]), "not decrypted").astype("str")


def _body(grid: Grid) -> pd.DataFrame:
    """Give the lines with content, columns named by the header."""
    body = grid.cells.iloc[1:].set_axis(grid.cells.iloc[0].tolist(), axis=1)
    return body[(body != "").any(axis=1)].loc[:, lambda d: ~d.columns.duplicated()]


def _main(grid: Grid, forms: Dictionary) -> Answers:
    body = _body(grid)
    system = pd.DataFrame(
        {
            "_uuid": body["KEY"],
            "meta/rootUuid": body["KEY"],
            "_validation_status": review_status(body["ReviewState"], body.get("Status", pd.Series("", body.index))),
            "__version__": body.get("FormVersion", pd.Series("", body.index)),
            "_submission_time": body["SubmissionDate"],
            "_index": [str(number) for number in range(1, len(body) + 1)],
        },
        index=body.index,
        dtype="str",
    )
    return _answers(grid, forms, "", body, system)


def _repeat_of(body: pd.DataFrame) -> str:
    """Name the repeat that a table holds, from the keys of its records: uuid:…/violations[1]/responses[2]."""
    steps = body["KEY"].iloc[0].split("/")[1:]
    return "/".join(found[1] for step in steps if (found := re.fullmatch(r"(.+)\[\d+\]", step)))


def _repeat(
    grid: Grid, body: pd.DataFrame, name: str, main: Answers, named: dict[str, tuple[Grid, pd.DataFrame]]
) -> pd.DataFrame:
    """Give the system columns of a repeat: which record of which table it belongs to."""
    above = name.rpartition("/")[0]
    keys = named[above][1]["KEY"] if above in named else main.cells["_uuid"]
    numbers = {key: str(number) for number, key in enumerate(keys, 1)}
    root = body["KEY"].str.partition("/")[0]
    return pd.DataFrame(
        {
            "_index": [str(number) for number in range(1, len(body) + 1)],
            "_parent_table_name": above,
            "_parent_index": body["PARENT_KEY"].map(numbers).fillna(""),
            "_submission__uuid": root,
        },
        index=body.index,
        dtype="str",
    )


def _named(system: pd.DataFrame, grid: Grid, forms: Dictionary, name: str) -> Answers:
    return _answers(grid, forms, name, _body(grid), system)


def _answers(grid: Grid, forms: Dictionary, repeat: str, body: pd.DataFrame, system: pd.DataFrame) -> Answers:
    headers = grid.cells.iloc[0].tolist()
    known = meanings(forms, repeat, "-")
    items = {position: known[header] for position, header in enumerate(headers) if header in known}
    answers = of_grid(grid, headers, grid.cells.loc[body.index], items, system)
    blanks = len(grid.cells) - 1 - len(body)
    return replace(answers, cells=unanswered_is_blank(answers.cells, forms), blanks=blanks)


def _findings(grid: Grid, main: Answers, forms: Dictionary, has_repeats: bool) -> list[Finding]:
    hidden = main.cells.index[main.cells["_validation_status"] == "not decrypted"]
    lost = sorted(set(forms.items["repeat"]) - {""})
    found = []
    if len(hidden):
        found.append(Finding("odk_not_decrypted", grid.name, int(hidden[0]), "Status", rows=len(hidden)))
    if lost and not has_repeats:
        found.append(Finding("repeat_not_in_file", grid.name, detail=", ".join(lost)))
    return found
