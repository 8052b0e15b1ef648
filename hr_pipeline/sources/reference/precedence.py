"""Which row holds when one fact is stated twice: a landed row over the packaged one, else the first in order of paths.

A row whose key is incomplete states no fact and is left to the gate. Reading files belongs to `rows.py`.
"""

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.snapshots import PACKAGED
from hr_pipeline.schemas.tables import keys
from hr_pipeline.sources.reference.rows import parse, table_of


def is_packaged(delivery: Delivery) -> bool:
    """Tell whether a file came with the package rather than with the landing folder."""
    return delivery.path.startswith(PACKAGED + "/")


def without_repeated(reading: Reading, table: str, records: pd.DataFrame) -> pd.DataFrame:
    """Leave out a file's later rows of a key that it has stated already."""
    repeated = records.duplicated(keys(table)) & _complete(records, table)
    reading.leave_out(table, "", "duplicate", int(repeated.sum()))
    return records[~repeated].reset_index(drop=True)


def without_superseded(
    reading: Reading, table: str, records: pd.DataFrame, delivery: Delivery, companions: list[Delivery]
) -> pd.DataFrame:
    """Leave out rows whose key a file that goes before this one states.

    A delivered key replaces the packaged row even where the delivered row is then rejected: a correction with a slip in
    it must be corrected, not answered by the old value.
    """
    before = [other for other in companions if _goes_before(other, delivery)]
    stated = pd.concat([_keys_of(other, table) for other in before] or [_no_keys(records, table)])
    superseded = _as_index(records, table).isin(_as_index(stated, table)) & _complete(records, table)
    reading.leave_out(table, "", "replaced" if is_packaged(delivery) else "duplicate", int(superseded.sum()))
    return records[~superseded].reset_index(drop=True)


def _goes_before(other: Delivery, delivery: Delivery) -> bool:
    """Tell whether another data file of the same table takes precedence."""
    if other.role != "data" or is_packaged(other) or not _fills_the_same_table(other, delivery):
        return False
    return is_packaged(delivery) or other.path < delivery.path


def _fills_the_same_table(other: Delivery, delivery: Delivery) -> bool:
    try:
        return table_of(other) == table_of(delivery)
    except Refused:  # reported where that file itself is read
        return False


def _keys_of(delivery: Delivery, table: str) -> pd.DataFrame:
    try:
        _, records = parse(delivery, table_of(delivery))
    except Refused:  # reported where the file itself is read; a file that is refused replaces nothing
        return pd.DataFrame(columns=keys(table))
    return records[keys(table)]


def _no_keys(records: pd.DataFrame, table: str) -> pd.DataFrame:
    return records.loc[[], keys(table)]


def _complete(records: pd.DataFrame, table: str) -> pd.Series:
    return records[keys(table)].notna().all(axis=1)


def _as_index(records: pd.DataFrame, table: str) -> pd.Index:
    """Make keys comparable across files, whose categories differ."""
    return pd.MultiIndex.from_frame(records[keys(table)].astype("str"))
