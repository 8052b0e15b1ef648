"""The published tables of Global Fund money: what share of it is known, and how much each definition takes."""

from hr_pipeline.schemas.codes import ATTRIBUTIONS, PHASES, POPULATIONS
from hr_pipeline.schemas.definitions import DEFINITIONS
from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, code, field, iso3
from hr_pipeline.schemas.global_fund import GRANT_CYCLES
from hr_pipeline.schemas.indicators import Figure

STREAMS = ["core", "c19rm"]
DATASETS = ["grant_budget_lines"]

_CYCLE = "Grant cycle (the allocation period)"
_STREAM = "core, or c19rm for the COVID-19 Response Mechanism; never added"
_PHASE = "Stage of the money; amounts of different phases are never added"
_AREA = "national, the part of the country, or the region code of a multicountry grant"


class GrantMoneyAttribution(Figure):
    """Money of all grants of one area, year and grant cycle that is known, or not known, to be for harm reduction."""

    iso3: Code = iso3(nullable=True)
    area: Code = field(_AREA)
    year: Whole = calendar_year("Calendar year; empty where no year and no days are published", nullable=True)
    grant_cycle: Code = code(GRANT_CYCLES, _CYCLE)
    funding_stream: Code = code(STREAMS, _STREAM)
    phase: Code = code(PHASES, _PHASE)
    dataset: Code = field("Source table that states it", isin=DATASETS)
    attribution: Code = code(ATTRIBUTIONS, "What the names of the lines tell")
    amount_usd: Number = field("Amount at the Global Fund's reference rate", "current US$", formula="sum")
    flags: Text = field("year_missing, pro_rata (split by days over the implementation period)")

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "grant_cycle", "funding_stream", "phase", "dataset", "attribution"]


class GrantCycleAttribution(Figure):
    """Money of one grant cycle, in one area or all, known, or not known, to be for harm reduction; its share."""

    iso3: Code = iso3(nullable=True)
    area: Code = field(f"{_AREA}; all for the whole cycle")
    grant_cycle: Code = code(GRANT_CYCLES, _CYCLE)
    funding_stream: Code = code(STREAMS, _STREAM)
    phase: Code = code(PHASES, _PHASE)
    dataset: Code = field("Source table that states it", isin=DATASETS)
    attribution: Code = code(ATTRIBUTIONS, "What the names of the lines tell")
    amount_usd: Number = field("Amount at the Global Fund's reference rate", "current US$", formula="sum")
    total_usd: Number = field("All money of the cycle in the area", "current US$", formula="sum")
    amount_share: Number = field(
        "Amount over all money; shares add up to 1, and pass it where reimbursements weigh",
        "share",
        nullable=True,
        formula="part / total",
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "grant_cycle", "funding_stream", "phase", "dataset", "attribution"]


class GrantMoneyByDefinition(Figure):
    """Grant money for harm reduction by one named definition in one area, year and grant cycle."""

    iso3: Code = iso3(nullable=True)
    area: Code = field(_AREA)
    year: Whole = calendar_year("Calendar year; empty where no year and no days are published", nullable=True)
    grant_cycle: Code = code(GRANT_CYCLES, _CYCLE)
    funding_stream: Code = code(STREAMS, _STREAM)
    phase: Code = code(PHASES, _PHASE)
    dataset: Code = field("Source table that states it", isin=DATASETS)
    definition: Code = code(DEFINITIONS, "strict, module, all_settings or wide: each takes what the one before takes")
    amount_usd: Number = field("Money that surely belongs: the lower bound", "current US$", formula="sum")
    unknown_usd: Number = field(
        "Money that may belong: its population or intervention is not known", "current US$", formula="sum"
    )
    amount_usd_high: Number = field(
        "Upper bound among the lines that name a module", "current US$", formula="amount + unknown"
    )
    attributed_usd: Number = field("Money of all grants that names a module", "current US$", formula="sum")
    total_usd: Number = field("Money of all grants", "current US$", formula="sum")
    attributed_share: Number = field(
        "Share of all grants' money that the amount rests on", "share", nullable=True, formula="attributed / total"
    )
    flags: Text = field(
        "year_missing, pro_rata, lower_bound (money may be missing), series_break_hiv_testing (testing left the module "
        "after Grant Cycle 5)"
    )

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "year", "grant_cycle", "funding_stream", "phase", "dataset", "definition"]


class GrantLinesUnmatched(Figure):
    """One pair of module and intervention that speaks of harm reduction and that no crosswalk knows, in one area."""

    iso3: Code = iso3(nullable=True)
    area: Code = field(_AREA)
    grant_cycle: Code = code(GRANT_CYCLES, _CYCLE)
    funding_stream: Code = code(STREAMS, _STREAM)
    phase: Code = code(PHASES, _PHASE)
    dataset: Code = field("Source table that states it", isin=DATASETS)
    module: Code = field("Module, as published", nullable=True)
    intervention: Code = field("Intervention, as published", nullable=True)
    population: Code = code(POPULATIONS, "Whom the module serves, where that is known")
    amount_usd: Number = field("Amount at the Global Fund's reference rate", "current US$", formula="sum")
    lines: Whole = field("Number of lines", "lines", ge=1)

    class Config:
        """Key of the table."""

        unique = ["iso3", "area", "grant_cycle", "funding_stream", "phase", "dataset", "module", "intervention"]


TABLES = {
    "grant_money_attribution": GrantMoneyAttribution,
    "grant_cycle_attribution": GrantCycleAttribution,
    "grant_money_by_definition": GrantMoneyByDefinition,
    "grant_lines_unmatched": GrantLinesUnmatched,
}
