"""Time and peak memory of all indicators over 200 countries and 20 years, with every draw.

`python -m hr_pipeline_tests.benchmark.indicators`; each repetition is a process of its own. Nothing is asserted.
"""

import statistics
import sys
from itertools import product
from string import ascii_uppercase
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from hr_pipeline.indicators.common.draws import DRAWS
from hr_pipeline_tests.accounted import accounted
from hr_pipeline_tests.benchmark.__main__ import REPEATS
from hr_pipeline_tests.indicators.frames import OPIOID_DEPENDENT, PEOPLE_WHO_INJECT, indicators, inputs, prices, rows

COUNTRIES, FIRST_YEAR, YEARS = 200, 2005, 20
COMPUTE = "compute"


def world() -> dict[str, pd.DataFrame]:
    """Invent what publications, reference tables and grants say of every country and year."""
    letters = product(ascii_uppercase, repeat=2)
    countries = [f"Q{first}{second}" for (first, second), _ in zip(letters, range(COUNTRIES), strict=False)]
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    cells = [(iso3, size, year) for size, iso3 in enumerate(countries, 5_000) for year in years]
    stated = [record for cell in cells for record in _stated(*cell)]
    money = [{"iso3": iso3, "year": year, "amount_usd": 10.0 * size} for iso3, size, year in cells]
    return inputs(
        published_statistics=rows("published_statistics", *stated),
        grant_budget_lines=rows("grant_budget_lines", *money, first_id=1 << 32),
        price_index=prices(**{f"y{year}": 100.0 + year - FIRST_YEAR for year in years}),
    )


def _stated(iso3: str, size: int, year: int) -> list[dict[str, Any]]:
    """State the coverage of one country and year, each over a size that is stated anew every five years."""
    people = float(size + 100 * (year // 5))
    syringes = {"measure": "syringes_per_person", "unit": "syringes_per_person", "rounding": 0.5}
    therapy = {"measure": "oat_coverage", "unit": "share", "rounding": 0.0005}
    cell = {"iso3": iso3, "year": year}
    return [
        cell | syringes | _over(people, PEOPLE_WHO_INJECT) | {"value": 100.0 + year % 150},
        cell | therapy | _over(people / 3, OPIOID_DEPENDENT) | {"value": 0.01 * (year % 60)},
    ]


def _over(people: float, population: str) -> dict[str, Any]:
    return {"denominator_people": people, "denominator_population": population}


def main() -> None:
    """Print what the processes took, and how large the tables are."""
    runs = [accounted(["-m", "hr_pipeline_tests.benchmark.indicators", COMPUTE]) for _ in range(REPEATS)]
    idle = [accounted(["-m", "hr_pipeline_tests.benchmark.indicators", "prepare"]) for _ in range(REPEATS)]
    title = f"all indicators, {COUNTRIES} countries x {YEARS} years x {DRAWS:,} draws, median of {REPEATS} runs"
    table = Table("", "wall s", "processor s", "peak MiB", title=title)
    for name, measured in (("indicators and inventing the inputs", runs), ("inventing the inputs alone", idle)):
        median = {key: statistics.median(run[key] for _, run in measured) for key in measured[0][1]}
        table.add_row(name, f"{median['wall']:.1f}", f"{median['processor']:.1f}", f"{median['memory']:,.0f}")
    Console().print(table)
    Console().print(runs[0][0].decode() if isinstance(runs[0][0], bytes) else runs[0][0])


if __name__ == "__main__":
    if sys.argv[1:] == [COMPUTE]:
        print({name: len(figures.table) for name, figures in indicators(world()).items() if len(figures.table)})
    elif sys.argv[1:]:
        world()
    else:
        main()
