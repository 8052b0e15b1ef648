"""What a publisher's table looks like: the frozen Layout that the reading follows.

Reading one from YAML belongs to `layout_yaml.py`, choosing one to `matching.py`.
"""

from dataclasses import dataclass, field

TABLES = ["national_budget_lines", "hiv_spending"]
"""The tables that a layout may feed, the usual one first."""
LABELS = [
    "country",
    "administration_code",
    "administration",
    "programme_code",
    "programme",
    "economic_code",
    "economic",
    "classification_code",
    "classification_label",
    "beneficiary_code",
    "beneficiary",
    "transaction",
    "fund",
]
COLUMNS = [*LABELS, "publication", "phase", "year", "period", "row_kind"]
ANY_FORMAT = "any"
"""The format of a layout whose table is published as text, as a workbook and as Parquet alike."""
WITH_HEADER = "with_header"
"""The sheets of a layout for all sheets on which its header stands; the others are not read."""
COUNTRY_CURRENCY = "country"
"""The currency of a layout for many countries: each one's own at the end of the fiscal year."""


@dataclass(frozen=True)
class Match:
    """Which files a packaged layout is for: all that is given must hold."""

    iso3: str
    file: tuple[str, ...] = ("*",)
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """One publication of the publisher: its name, the stage of its money, the year its fiscal year ends in."""

    publication: str
    phase: str
    year: int


@dataclass(frozen=True)
class Amount:
    """One column of amounts: phase and year are declared here, or by the text in the year or publication column.

    `labels` are words and codes that its header says, such as the ministry of a table with one column per ministry.
    With `headers`, a regular expression, it is every column whose header fits; `says` is what its text (or the
    expression's first group) tells: a fiscal year, or one of the labels.
    """

    header: str = ""
    headers: str = ""
    says: str = ""
    phase: str = ""
    year: int = 0
    publications: dict[str, Publication] = field(default_factory=dict)
    phases: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeaveOut:
    """Rows to leave out: the cell begins with one of the words, fits the pattern, or is empty; or all from there on.

    `rows` are numbers of rows or lines of the file; such a rule needs no column.
    """

    reason: str
    column: str = ""
    rows: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    pattern: str = ""
    empty: bool = False
    onwards: bool = False


@dataclass(frozen=True)
class Totals:
    """Rows that state the sum of other rows of the table, distinguished by a code: Ukraine's T is C + S."""

    column: str
    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class PartOf:
    """Rows whose amount another row of the same key contains, distinguished by a code; they may not cover it whole."""

    column: str
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class RunningState:
    """A table that states each year again every month: of each year the latest state counts, within each label."""

    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Payer:
    """Who pays in the end what one fund or account pays.

    `fund` may be a pattern such as `*foreign*`; of several that fit the first holds, `*` is every other fund.
    """

    fund: str
    financing_source: str
    source: str


@dataclass(frozen=True)
class Wrap:
    """Amounts that the publisher's integers wrapped: every true one is a multiple of a number."""

    modulus: int
    multiple_of: int


@dataclass(frozen=True)
class Repairs:
    """What may be repaired in published amounts; each repaired amount says so."""

    wrap: Wrap | None = None


@dataclass(frozen=True)
class Layout:
    """How one publisher's table is laid out; header texts are matched without regard to case and blanks.

    Two header rows are joined: `2023 | Approved` is the cell Approved below the cell 2023.
    """

    source: str
    format: str
    columns: dict[str, str]
    amounts: tuple[Amount, ...]
    unit: int
    currency: str
    financing_source: tuple[Payer, ...]
    table: str = TABLES[0]
    classification: str = ""
    edition: str = ""
    match: Match | None = None
    encoding: str = ""
    separator: str = ""
    sheets: tuple[str, ...] = ("*",)
    header_rows: int = 1
    fill_down: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    publication: str = ""
    numbers: str = "point"
    no_amount: tuple[str, ...] = ()
    fiscal_year_start: tuple[int, int] = (1, 1)
    year_label: str = "end"
    leave_out: tuple[LeaveOut, ...] = ()
    begins: str = ""
    ends: str = ""
    across: tuple[str, str] = ("A", "")
    hidden_rows: str = "read"
    totals: Totals | None = None
    running: RunningState | None = None
    part_of: tuple[PartOf, ...] = ()
    vectors: tuple[str, ...] = ()
    other_headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    not_sums: tuple[str, ...] = ()
    differing_totals: tuple[str, ...] = ()
    repairs: Repairs = Repairs()
