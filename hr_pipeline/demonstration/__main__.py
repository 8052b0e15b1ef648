"""Make all demonstration deliveries again: `python -m hr_pipeline.demonstration [folder]`."""

import argparse
from pathlib import Path

from hr_pipeline.demonstration import LANDING, global_fund, national_budgets, partner_surveys, published_statistics


def main() -> None:
    """Write every source's files into the folder given, or over the packaged ones."""
    parser = argparse.ArgumentParser(prog="python -m hr_pipeline.demonstration", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=LANDING, help="landing folder to write into")
    folder = parser.parse_args().folder
    for source in (global_fund, national_budgets, partner_surveys, published_statistics):
        source.make(folder)


if __name__ == "__main__":
    main()
