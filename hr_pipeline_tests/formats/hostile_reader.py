"""Read each file of a folder in a process of its own, and print what became of it and what it took.

`python -m hr_pipeline_tests.formats.hostile_reader FOLDER GOOD_FILE`: the processes are forks of this one, which has
read the good file, so each begins with the package loaded. Prints JSON for each file: name, message, memory, seconds.
"""

import json
import os
import resource
import sys
from pathlib import Path

from hr_pipeline.ingest.deliveries import Delivery, Notes
from hr_pipeline.ingest.ingest import ingest
from hr_pipeline.sources import national_budgets
from hr_pipeline_tests.sources.national_budgets.tables import wide

ADDRESS_SPACE = 8 << 30
FORMATS = {"csv": "csv", "gz": "csv", "parquet": "parquet"}


def message(file: Path) -> str:
    """Ingest one file with a layout next to it; give the message of its refusal."""
    notes = file.with_name(f"{file.name}.layout.yaml")
    notes.write_text(wide(f"format: {FORMATS.get(file.name.rpartition('.')[2], 'workbook')}"))
    path = f"national_budgets/KEN/{file.name}"
    found = Delivery(path, "national_budgets", "data", "", file.stat().st_size, 0, Notes(), file)
    alongside = Delivery(f"{path}.layout.yaml", "national_budgets", "layout", "", 1, 1, Notes(), notes)
    built = ingest(
        "national_budgets", national_budgets.TABLES, [found], lambda one: national_budgets.read(one, [alongside])
    )
    return "; ".join(built[national_budgets.TABLES[0]].accounting.query("outcome == 'refused'")["message"])


def measured(file: Path) -> dict[str, object]:
    """Do that in a fork; one that dies says so."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        os.write(writes, message(file).encode()[:4000])
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        described = pipe.read().decode()
    _, status, used = os.wait4(child, 0)
    return {
        "name": file.name,
        "message": described if not status else f"died with status {status}",
        "memory": used.ru_maxrss // 1024,
        "seconds": used.ru_utime + used.ru_stime,
    }


if __name__ == "__main__":
    message(Path(sys.argv[2]))  # what the first reading loads is no file's own
    for given in sorted(Path(sys.argv[1]).iterdir()):
        print(json.dumps(measured(given)), flush=True)
