"""Parquet files opened as grids: only the columns that a layout names, every value as the text a cell would hold.

Other formats belong to `opened.py`.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.layouts.grids import Grid
from hr_pipeline.layouts.texts import plain
from hr_pipeline.provenance.cells import cell_text
from hr_pipeline.sources.national_budgets.grids import locate
from hr_pipeline.sources.national_budgets.layout import Layout


def parquet_grid(delivery: Delivery, layout: Layout) -> Grid:
    """Read a Parquet file; every value becomes the text that a workbook's cell would.

    Raises:
        Refused: no Parquet, or a column is missing.
    """
    columns = parquet_columns(delivery)
    locate([columns], layout, "the table")
    wanted = [name for name in columns if plain(name) in {plain(text) for text in _headers(layout)}]
    table = _table(delivery, wanted)
    cells = pd.DataFrame({at: _texts(table[name]) for at, name in enumerate(wanted)})
    typed = pd.DataFrame(
        {at: np.full(len(cells), _is_number(table.schema.field(name).type)) for at, name in enumerate(wanted)}
    )
    rows = pd.Series(range(1, len(cells) + 1), dtype="int64")
    corrected = delivery.corrections.applied(cells, rows, wanted)
    return Grid("", wanted, corrected, rows, wanted, typed, above=columns)


BROKEN = Refused("the whole file", "expected a Parquet file that opens", "export it again and deliver that")
BOMB_FROM, MOST_CELLS_PER_BYTE, MOST_PACKED = 32 << 20, 50, 100
"""From so many cells or bytes on, a file that claims more for each of its own bytes is no table but a bomb."""


def parquet_columns(delivery: Delivery) -> list[str]:
    """Name the columns of a Parquet file.

    Raises:
        Refused: it is none.
    """
    try:
        return list(pq.read_schema(delivery.file).names)
    except (pa.ArrowException, OSError) as error:
        raise BROKEN from error


def _table(delivery: Delivery, wanted: list[str]) -> pa.Table:
    """Read columns.

    Raises:
        Refused: torn behind its header, or it unpacks to very much.
    """
    try:
        with pq.ParquetFile(delivery.file) as file:
            _check_size(file.metadata, len(wanted), delivery.size)
            return file.read(columns=wanted)
    except (pa.ArrowException, OSError) as error:
        raise BROKEN from error


def _check_size(declared: pq.FileMetaData, width: int, packed: int) -> None:
    unpacked = sum(declared.row_group(group).total_byte_size for group in range(declared.num_row_groups))
    cells = declared.num_rows * width
    if cells > max(BOMB_FROM, MOST_CELLS_PER_BYTE * packed) or unpacked > max(BOMB_FROM, MOST_PACKED * packed):
        raise Refused(
            "the whole file",
            f"expected a table, found {declared.num_rows:,} rows and {unpacked:,} bytes packed into {packed:,} bytes",
            "deliver the table in parts, or as csv",
        )


def _headers(layout: Layout) -> list[str]:
    return [*layout.columns.values(), *(amount.header for amount in layout.amounts)]


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _texts(column: pa.ChunkedArray) -> pd.Series:
    codes, distinct = pd.factorize(column.to_pandas(), use_na_sentinel=False)
    positions, texts = _distinct_texts(codes, distinct)
    return pd.Series(pd.Categorical.from_codes(positions, categories=pd.Index(texts))).astype("category")


def _distinct_texts(codes: np.ndarray, distinct: pd.Index) -> tuple[np.ndarray, list[str]]:
    """Give each distinct value its text; two values of one text share it."""
    texts = [cell_text(None if pd.isna(value) else value) for value in distinct.tolist()]
    names = list(dict.fromkeys(texts))
    positions = {name: at for at, name in enumerate(names)}
    return np.array([positions[text] for text in texts], dtype="int64")[codes], names
