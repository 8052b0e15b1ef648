"""Invented national budgets of a size that ministries' open data reach: a long csv, and workbooks of many sheets."""

from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

CSV_ROWS = 1_000_000
BOOKS, SHEETS_EACH, ROWS_EACH = 10, 20, 500

LAYOUT = """
source: invented for the benchmark
format: {format}
columns:
  administration_code: Ministry code
  administration: Ministry
  programme_code: Programme code
  programme: Programme
  economic_code: Item code
  fund: Fund
  year: Year
amounts:
  - {{header: Executed, phase: executed}}
unit: "1"
currency: country
leave_out:
  - {{reason: subtotal, column: programme, words: [Total]}}
financing_source:
  - {{fund: "01", financing_source: domestic_public, source: invented}}
  - {{fund: "*", financing_source: international, source: invented}}
"""


def lines(rows: int, draw: np.random.Generator) -> pd.DataFrame:
    """Invent budget lines: few ministries and programmes, many amounts; every fiftieth row is a subtotal."""
    ministry, programme, item = (
        draw.integers(1, 60, rows),
        draw.integers(1, 3000, rows),
        draw.integers(2100, 2900, rows),
    )
    named = np.char.add("Programme ", programme.astype(str))
    subtotal = np.arange(rows) % 50 == 49
    return pd.DataFrame(
        {
            "Year": draw.integers(2010, 2025, rows),
            "Ministry code": np.char.zfill(ministry.astype(str), 3),
            "Ministry": np.char.add("Ministry ", ministry.astype(str)),
            "Programme code": np.char.zfill(programme.astype(str), 6),
            "Programme": np.where(programme == 17, "Opioid substitution therapy", np.where(subtotal, "Total", named)),
            "Item code": item.astype(str),
            "Fund": draw.choice(["01", "02", "03"], rows),
            "Executed": [f"{amount / 100:,.2f}" for amount in draw.integers(1, 10**9, rows)],
        }
    )


def write_csv(folder: Path) -> int:
    """Write one csv of CSV_ROWS rows and its layout.

    Returns:
        Number of rows.
    """
    lines(CSV_ROWS, np.random.default_rng(2026)).to_csv(folder / "budget.csv", index=False)
    (folder / "budget.csv.layout.yaml").write_text(LAYOUT.format(format="csv"))
    return CSV_ROWS


def write_workbooks(folder: Path) -> int:
    """Write BOOKS workbooks of SHEETS_EACH sheets, and a layout for each.

    Returns:
        Number of rows.
    """
    draw = np.random.default_rng(2026)
    for number in range(BOOKS):
        book = Workbook(write_only=True)
        for tab in range(SHEETS_EACH):
            sheet, table = book.create_sheet(f"Table {tab + 1}"), lines(ROWS_EACH, draw)
            sheet.append(["Budget of the year, in units of currency"])
            sheet.append(list(table.columns))
            for row in table.itertuples(index=False):
                sheet.append([*map(str, row[:-1]), float(row[-1].replace(",", ""))])
        book.save(folder / f"budget{number}.xlsx")
        (folder / f"budget{number}.xlsx.layout.yaml").write_text(LAYOUT.format(format="workbook"))
    return BOOKS * SHEETS_EACH * ROWS_EACH
