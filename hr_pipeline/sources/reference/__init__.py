"""Reference tables: small published facts, packaged as one CSV file each; a landing folder replaces or extends them.

Which of two rows holds is decided in `precedence.py`, how a file becomes rows in `rows.py`.
"""

from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.schemas.tables import REFERENCE_TABLES
from hr_pipeline.sources.reference.precedence import without_repeated, without_superseded
from hr_pipeline.sources.reference.rows import parse, table_of, without_unreadable

TABLES = list(REFERENCE_TABLES)


def read(delivery: Delivery, companions: list[Delivery]) -> Reading:
    """Read one reference file, packaged or landed.

    Args:
        delivery: `packaged/reference/<table>.csv` or `reference/<table>.csv`.
        companions: the other files of this source; those of the same table decide which rows hold.

    Returns:
        The rows that hold, with the table's own columns and their place in the file.

    Raises:
        Refused: the file is named after no reference table, or has not exactly that table's columns.
    """
    table = table_of(delivery)
    reading, records = parse(delivery, table)
    first = without_repeated(reading, table, records)
    held = without_superseded(reading, table, first, delivery, companions)
    reading.records[table] = without_unreadable(reading, table, held, delivery)
    return reading
