"""Tables of the Global Fund source."""

import pandas as pd
from pandera.typing import Series

from hr_pipeline.schemas.codes import CONFIDENCES, PHASES, POPULATIONS, SERVICES
from hr_pipeline.schemas.fields import Code, Number, SourceRow, Whole, calendar_year, code, field, iso3


class GrantBudgetLines(SourceRow):
    """One budget line of one implementation period, as one delivery publishes it."""

    geography: Code = field("Country or multicountry grant, as published")
    iso3: Code = iso3(nullable=True)
    area: Code = field("national, the name of a part of the country, or the region code of a multicountry grant")
    grant_code: Code = field("Grant, such as UKR-C-AUA", "code")
    implementation_period: Code = field(
        "Implementation period, such as UKR-C-AUAP04", "code", str_matches=r"^[A-Z]{3}-[CHTMSZ]-.+P\d\d$"
    )
    period_start: Series[pd.Timestamp] = field("First day of the implementation period", "date", nullable=True)
    period_end: Series[pd.Timestamp] = field("Last day of the implementation period", "date", nullable=True)
    status: Code = field("Status of the implementation period, as published", nullable=True)
    grant_cycle: Code = field("Grant cycle (the allocation period)", "code", isin=["GC4", "GC5", "GC6", "GC7", "GC8"])
    funding_stream: Code = field("core, or c19rm for the COVID-19 Response Mechanism", "code", isin=["core", "c19rm"])
    grant_component: Code = field("Component of the grant, which may differ from the line's", nullable=True)
    line_component: Code = field("Component of the line's module", nullable=True)
    principal_recipient: Code = field("Organisation that signed the grant", nullable=True)
    principal_recipient_type: Code = field("Kind of the principal recipient", nullable=True)
    module: Code = field(
        "Module of the modular framework, as published; empty where the line names none", nullable=True
    )
    intervention: Code = field("Intervention, as published", nullable=True)
    cost_category: Code = field("Cost category, as published", nullable=True)
    phase: Code = code(PHASES, "Stage of the money")
    year: Whole = calendar_year("Calendar year; empty where the delivery states none", nullable=True)
    amount_usd: Number = field(
        "Amount at the Global Fund's reference rate; negative amounts are reimbursements", "current US$"
    )
    service: Code = code(SERVICES, "Harm reduction service; empty for lines outside harm reduction", nullable=True)
    population: Code = code(POPULATIONS, "Whom the line serves", nullable=True)
    confidence: Code = code(CONFIDENCES, "How sure the mapping of module and intervention is")
