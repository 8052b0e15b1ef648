"""The common shape of what any survey tool gives, and the door behind which only columns that are read go on.

Readers of one tool's files belong to its own module (`kobo_tables.py`, ...), the list of them to `readers.py`; what
submissions mean belongs to `submissions.py`.
"""

from dataclasses import dataclass, field, replace

import pandas as pd

from hr_pipeline.formats.numbers import western_digits
from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.sources.partner_surveys.findings import Finding
from hr_pipeline.sources.partner_surveys.forms.form import ANSWER_TYPES, Dictionary
from hr_pipeline.sources.partner_surveys.mappings import Mapping

NEEDED = ["_uuid", "_validation_status", "__version__", "_index"]
SYSTEM = [*NEEDED, "_id", "_submission_time", "end", "meta/rootUuid"]
PARENT = ["_parent_table_name", "_parent_index"]
SYSTEM_IN_REPEATS = [*PARENT, "_index", "_submission__uuid"]


@dataclass(frozen=True)
class Answers:
    """One table of an export: the main part, or a repeat.

    Attributes:
        sheet: the tab's name; "" in text and JSON files.
        cells: one row per record, every answer as text in the form's own words ("" where there is none). Index: the
            record's number in the file (line of a text file, row of a sheet, 1, 2, ... in JSON). Columns: questions by
            name (of a select_multiple the chosen names with blanks between), name/choice with 1, 0 or "" for each
            choice of a select_multiple that the file shows, and the system columns in Kobo's names: SYSTEM in the main
            part, SYSTEM_IN_REPEATS in a repeat.
        letters: column of `cells` -> what finds it in the file (letters of a sheet's column, header of a text file, end
            of a JSON pointer); columns that were computed have none.
        headings: rows of tags or of further headers below the header.
        blanks: empty rows.
        torn: lines that have another number of cells than the header: line, cells.
        unread: filled cells of questions for numbers or codes that no mapping reads; counted at the door.
        published: `cells` as published, where they were rewritten (labels to names, 1,5 to 1.5).
        pages: where records are not numbered by the file: index as `cells`; `row`, and `pointer`, which begins each of
            their columns.
    """

    sheet: str
    cells: pd.DataFrame
    letters: dict[str, str]
    headings: int = 0
    blanks: int = 0
    torn: list[tuple[int, int]] = field(default_factory=list)
    unread: int = 0
    published: pd.DataFrame | None = None
    pages: pd.DataFrame | None = None

    def located(self, records: pd.DataFrame) -> pd.DataFrame:
        """Give records that name this table's rows and columns their place in the file and their text as published."""
        items = {place: item for item, place in self.letters.items()}
        texts = self.cells if self.published is None else self.published
        lookup = texts.to_dict("index")
        pairs = zip(records["row"], records["column"].map(items), strict=True)
        raw = [lookup[row][item] for row, item in pairs]
        found = records.assign(raw_value=pd.Series(raw, index=records.index, dtype="str"))
        if self.pages is None:
            return found
        page = self.pages.reindex(found["row"]).set_axis(found.index)
        return found.assign(row=page["row"], column=page["pointer"] + "/" + found["column"].astype("str"))


@dataclass(frozen=True)
class Export:
    """What one file says: its main part, its repeats by name, and what was found on the way.

    A repeat that nobody filled has no table. Where `main_is_alongside`, this file holds a repeat only, and the
    submissions are those of another delivery, which files them.
    """

    main: Answers
    repeats: dict[str, Answers]
    findings: list[Finding] = field(default_factory=list)
    main_is_alongside: bool = False

    def tables(self) -> dict[str, Answers]:
        """Give all tables by repeat; the main part is ""."""
        return {"": self.main} | self.repeats


def carried(export: Export, forms: Dictionary, mapping: Mapping, again: str) -> Export:
    """Keep of each table what the mapping reads, and the system columns: free text, names and places end here.

    Raises:
        Refused: a question that the mapping reads, or a system column, is missing; `again` says how to fix it.
    """
    export = replace(export, main=_trimmed(export.main), repeats={k: _trimmed(v) for k, v in export.repeats.items()})
    _check_columns(export.main, [*NEEDED, *sorted(set(mapping.submission.values()))], again)
    if export.main.cells["_index"].duplicated().any():
        raise Refused(f"sheet {export.main.sheet!r}, column _index", "expected each number once", again)
    for name, repeat in export.repeats.items():
        _check_columns(repeat, sorted(mapping.used(name)), again)
    kept = {name: _kept(answers, name, forms, mapping) for name, answers in export.tables().items()}
    return replace(export, main=kept.pop(""), repeats=kept)


def _trimmed(answers: Answers) -> Answers:
    """Take blanks around identities, versions and times away, and write their digits as 0 to 9: they are joined on."""
    system = [name for name in dict.fromkeys([*SYSTEM, *SYSTEM_IN_REPEATS]) if name in answers.cells]
    plain = {name: answers.cells[name].map(western_digits).str.strip() for name in system}
    return replace(answers, cells=answers.cells.assign(**plain))


def _check_columns(answers: Answers, columns: list[str], again: str) -> None:
    missing = [column for column in columns if column not in answers.cells]
    if missing:
        raise Refused(
            f"sheet {answers.sheet!r}, row 1",
            f"expected the form's questions (by name or label) as headers, found no {', '.join(missing)}",
            again,
        )


def _kept(answers: Answers, repeat: str, forms: Dictionary, mapping: Mapping) -> Answers:
    used = mapping.used(repeat) | set(SYSTEM_IN_REPEATS if repeat else SYSTEM)
    columns = [item for item in answers.cells.columns if item in used or item.split("/")[0] in used]
    published = answers.published
    return replace(
        answers,
        cells=answers.cells[columns],
        letters={item: place for item, place in answers.letters.items() if item in columns},
        published=published[columns] if published is not None else None,
        unread=_unread(answers.cells[[item for item in answers.letters if item not in columns]], forms, repeat),
    )


def _unread(cells: pd.DataFrame, forms: Dictionary, repeat: str) -> int:
    """Count the filled cells of questions for numbers or codes, without those of their single choices."""
    here = forms.questions[(forms.questions["repeat"] == repeat) & forms.questions["type"].isin(ANSWER_TYPES)]
    return int((cells[[item for item in cells if item in set(here["name"])]] != "").sum().sum())
