"""An invented file in the shape and size of the Global Fund's budget download, for machines without the real one."""

from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 145_738


def write_invented(file: Path) -> Path:
    """Write ROWS invented budget lines; the same each time."""
    draw = np.random.default_rng(2026)
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
    country = draw.choice(list(places), ROWS)
    service = draw.integers(0, len(services), ROWS)
    grant = np.array([places[name] for name in country]) + np.char.add("-H-PR", draw.integers(1, 50, ROWS).astype(str))
    pd.DataFrame(
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
            "BudgetYearFrom1": draw.choice([2024.0, 2025.0, 2026.0], ROWS),
            "BudgetAmount_ReferenceRate": draw.integers(1, 5_000_000, ROWS) / 100,
        }
    ).to_csv(file, index=False, compression={"method": "gzip", "mtime": 0})
    return file
