"""Write the newest XLSForm of every instrument: `python -m hr_pipeline.instruments [folder]`."""

import argparse
from pathlib import Path

from hr_pipeline.demonstration.reproducible import workbook_bytes
from hr_pipeline.instruments import NAMES, instrument, sheets

FORMS = Path(__file__).parent / "xlsforms"


def main() -> None:
    """Write the workbooks into the folder given, or over the packaged ones; the same bytes each time."""
    parser = argparse.ArgumentParser(prog="python -m hr_pipeline.instruments", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FORMS, help="folder to write into")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        declared = instrument(name)
        (folder / f"{name}.xlsx").write_bytes(workbook_bytes(sheets(declared, max(declared["versions"]))))


if __name__ == "__main__":
    main()
