"""Read every national budget of a folder, as a build does, and print the number of records: one contestant."""

import sys
from pathlib import Path

from hr_pipeline.ingest.deliveries import Delivery, Notes, role_of, source_of
from hr_pipeline.sources import national_budgets


def main(folder: Path) -> int:
    """Read the deliveries of a folder `national_budgets/<ISO3>` one after the other."""
    found = [_delivery(file, f"national_budgets/{folder.name}/{file.name}") for file in sorted(folder.iterdir())]
    readings = (national_budgets.read(one, found) for one in found if one.role == "data")
    return sum(len(table) for reading in readings for table in reading.records.values())


def _delivery(file: Path, path: str) -> Delivery:
    return Delivery(path, source_of(path), role_of(path), "", file.stat().st_size, 0, Notes(), file)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
