"""Tables about the other tables: what was delivered, what became of each row, what each figure rests on."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.codes import CONFIDENTIALITIES, LICENCES
from hr_pipeline.schemas.fields import Number, Strict, Text, Whole, YesNo, field


class Sources(Strict):
    """One delivered file, kept byte for byte under its sha256."""

    ordinal: Whole = field(
        "Number of the snapshot: the first 21 bits of its sha256, or the next free number", "number", unique=True, ge=0
    )
    delivery: Text = field("Path of the file inside the landing folder")
    source: Text = field("Source that reads it; empty where none does")
    role: Text = field("data, or what else the file is: form, layout, note, corrections, recognised code list, unknown")
    sha256: Text = field(
        "Hash of the bytes; in a release a keyed hash where the file is confidential", str_matches=r"^[0-9a-f]{64}$"
    )
    size_bytes: Whole = field("Size of the file; withheld where it is confidential", "bytes", ge=0, nullable=True)
    origin: Text = field("Address or person it came from", nullable=True)
    publisher: Text = field("Who published it", nullable=True)
    stated_vintage: Text = field("The publisher's date or edition, as stated", nullable=True)
    licence: Text = field("Licence", "code", isin=LICENCES)
    confidentiality: Text = field("SDMX confidentiality", "code", isin=CONFIDENTIALITIES)
    is_illustrative: YesNo = field("Demonstration data: not a statement about the world")
    retrieved: Text = field("When these bytes were first seen in this home", "UTC time")

    class Config:
        """Key of the table."""

        unique = ["delivery"]


class Rejects(Strict):
    """One rule that one source row breaks."""

    table: Text = field("Table the row was meant for")
    delivery: Text = field("Path of the delivered file")
    sheet: Text = field("Sheet of a workbook; empty elsewhere")
    row: Whole = field("Line of a text file, row of a sheet", "row number")
    column: Text = field("Column the row's main value stands in")
    check: Text = field("Rule that is broken")
    failed_column: Text = field("Column of the table that breaks it", nullable=True)
    raw_value: Text = field("The cell as published; withheld for confidential deliveries", nullable=True)
    message: Text = field("What was expected, and how to fix it")


class RowAccounting(Strict):
    """Rows of one sheet of one delivery that had the same outcome: read = accepted + rejected + left out."""

    source: Text = field("Source that read the delivery")
    table: Text = field("Table the rows were meant for; empty for a refused delivery")
    delivery: Text = field("Path of the delivered file")
    sheet: Text = field("Sheet of a workbook; empty elsewhere")
    outcome: Text = field(
        "read, accepted, rejected, left_out; of whole files: refused, or recognised as no data (such as a code list)",
        isin=["read", "accepted", "rejected", "left_out", "refused", "recognised"],
    )
    reason: Text = field("Why rows were left out, or what a recognised file is: code_list, reference_facts")
    rows: Whole = field("Number of rows", "rows", ge=0)
    message: Text = field(
        "For a refused delivery: where, what was expected, how to fix it; for a recognised one its name"
    )

    class Config:
        """Key of the table."""

        unique = ["source", "table", "delivery", "sheet", "outcome", "reason"]


class Lineage(Strict):
    """One contribution of one input row to one cell of one published table."""

    output_table: Series[pd.CategoricalDtype] = field("Published table")
    output_row: Whole = field("Position of the row in the published table, from 0", "row number", ge=0)
    output_column: Series[pd.CategoricalDtype] = field("Column of the figure")
    input_table: Series[pd.CategoricalDtype] = field("Table the contribution came from")
    input_row: Whole = field("row_id in a source table, position in a published table", "row number")
    input_column: Series[pd.CategoricalDtype] = field("Column of a published input table; empty for source rows")
    role: Series[pd.CategoricalDtype] = field("addend, or the factor's name in the column's formula")
    contribution: Number = field(
        "What it adds, or the factor's value; withheld where the input is confidential",
        "unit of the figure or factor",
        nullable=True,
    )
    delivery: Series[pd.CategoricalDtype] = field("Delivered file, where the input is a source row", nullable=True)
    sheet: Series[pd.CategoricalDtype] = field("Sheet of the cell", nullable=True)
    row: Whole = field("Line or row of the cell", "row number", nullable=True)
    column: Series[pd.CategoricalDtype] = field("Column of the cell", nullable=True)
    raw_value: Text = field("The cell as published; withheld where the input is confidential", nullable=True)
    steps: Series[pd.CategoricalDtype] = field(
        "What was done between the cell and the value; withheld where the input is confidential", nullable=True
    )
    derivation: Series[pd.CategoricalDtype] = field(
        "How the cell's text becomes the contribution, in the vocabulary of METHODS.md; empty where the input is a "
        "published table, withheld where it is confidential",
        nullable=True,
    )


class Suppressions(Strict):
    """One published figure that is hidden to protect people."""

    figure: Text = field("Id of the figure: table/key/.../column")
    table: Text = field("Published table")
    row: Whole = field("Position of the row in the published table, from 0", "row number", ge=0)
    column: Text = field("Column of the figure")
    kind: Text = field(
        "Why: small, whole_group, cover (of another), held (hidden before), dependent; never leaves the home, since it "
        "would help to work values out",
        nullable=True,
    )
    value: Number = field("The count that is hidden; never leaves the home", "people", nullable=True)

    class Config:
        """Key of the table."""

        unique = ["figure"]


class Revisions(Strict):
    """The value of one headline figure in one release."""

    figure: Text = field("Id of the figure: table/key/.../column")
    release: Text = field("Version of the release")
    created: Text = field("When the release was published", "UTC time")
    state: Text = field("State of the release when this table was made: published or withdrawn")
    value: Number = field("Value of the figure in that release, in `unit`", "see unit")
    unit: Text = field("Unit of the value")

    class Config:
        """Key of the table."""

        unique = ["figure", "release"]
