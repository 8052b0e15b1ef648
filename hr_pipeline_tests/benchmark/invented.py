"""An invented file in the shape and size of the Global Fund's budget download, for machines without the real one."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 145_738
PART = 100_000
"""Lines held at once."""


def write_invented(file: Path, rows: int = ROWS) -> Path:
    """Write invented budget lines, a part at a time; the same each time."""
    draw = np.random.default_rng(2026)
    with file.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:
        for start in range(0, rows, PART):
            lines(draw, min(PART, rows - start)).to_csv(packed, index=False, header=start == 0)
    return file


def lines(draw: np.random.Generator, rows: int) -> pd.DataFrame:
    """Draw lines of six countries."""
    places = {
        "Ukraine": "UKR",
        "Kazakhstan": "KAZ",
        "Kenya": "KEN",
        "Thailand": "THA",
        "Moldova": "MDA",
        "Morocco": "MAR",
    }
    package = "Prevention package for people who use drugs (PUD) and their sexual partners"
    services = [
        (package, "Needle and syringe programs for PWID"),
        (package, "Opioid substitution therapy and other medically assisted drug dependence treatment for PWID"),
        *(("Treatment, care and support", f"Intervention {number}") for number in range(40)),
    ]
    country = draw.choice(list(places), rows)
    service = draw.integers(0, len(services), rows)
    grant = np.array([places[name] for name in country]) + np.char.add("-H-PR", draw.integers(1, 50, rows).astype(str))
    return pd.DataFrame(
        {
            "GeographyName1": country,
            "Continent1": "Continent",
            "SubContinent1": "Part",
            "Grant1": grant,
            "ImplementationPeriod1": grant + "P01",
            "ImplementationPeriodStartDate1": "01-Jan-2024",
            "ImplementationPeriodEndDate1": "31-Dec-2026",
            "Status1": "Active",
            "GrantCycleName": "Grant Cycle 7",
            "GrantComponent1": "HIV",
            "PrincipalRecipient1": "Principal recipient of " + grant,
            "PrincipalRecipientType1": "Civil Society Organization",
            "PrincipalRecipientSubType1": "Local",
            "LeadImplementer1": "Lead implementer of " + grant,
            "ModuleComponent1": "HIV/AIDS",
            "Module1": [services[number][0] for number in service],
            "Intervention1": [services[number][1] for number in service],
            "InvestmentLandscape_Level11": "Program Related Activity Cost",
            "InvestmentLandscape_Level21": "Program related costs",
            "CostCategory1": "Human Resources (HR)",
            "BudgetYearFrom1": draw.choice([2024.0, 2025.0, 2026.0], rows),
            "BudgetAmount_ReferenceRate": draw.integers(1, 5_000_000, rows) / 100,
        }
    )
