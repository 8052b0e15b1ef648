"""Published statistics as statements of coverage: counts, ratios as stated, surveys, and services that do not exist.

What partners counted belongs to `coverage_statements.py`.
"""

import pandas as pd

from hr_pipeline.indicators.coverage.coverage_statements import MEANING, Statements
from hr_pipeline.schemas.coverage import COVERAGE_KEY
from hr_pipeline.schemas.coverage_rules import coverage_measures

_STATISTICS = "published_statistics"
_PLAIN = [*["iso3", "area", "scope", "measure", "subgroup", "publication", "kind"]]
_PLAIN += ["denominator_population", "missing_reason"]
_KNOWN = ["numerator", "value", "value_low", "value_high", "rounding", "stated_people", "respondents"]
_KNOWN += ["reporting_share", "scope", "kind", "publication", "reason", "source_row", "reported"]


def published_statements(published_statistics: pd.DataFrame) -> Statements:
    """Take the statistics that speak of coverage.

    Args:
        published_statistics: figures as publications state them.

    Returns:
        One statement for each figure and thing it measures; a figure about people whom no measure names is none.
    """
    meant = _meant(published_statistics.astype(dict.fromkeys(_PLAIN, "str")))
    is_count = meant["method"] == "ratio"
    stated = {name: meant[name].where(~is_count) for name in ("value", "value_low", "value_high", "rounding")}
    table = meant.assign(
        numerator=meant["value"].where(is_count),
        stated_people=meant["denominator_people"].where(meant["method"] == "stated_ratio"),
        respondents=meant["sample_size"],
        reason=meant["missing_reason"],
        source_row=meant["row_id"],
        **stated,
    )[[*COVERAGE_KEY, *[name for name in MEANING if name not in COVERAGE_KEY], *_KNOWN]]
    whole = table.assign(statement=_STATISTICS, is_preferred=True, has_conflict=False, periods="annual")
    parts = pd.DataFrame({"spoken": whole.index, "source_row": whole["source_row"], "contribution": whole["numerator"]})
    return Statements(whole, parts)


def _meant(statistics: pd.DataFrame) -> pd.DataFrame:
    """Give each figure its meaning: of the population it names, else of the one the measure is about.

    A count of the measure's own population may stand over another one, where nobody knows the size of its own.
    """
    plain = statistics.rename(columns={"measure": "reported"})
    pairs = plain.merge(coverage_measures(_STATISTICS), on="reported", how="inner", validate="m:m")
    default = coverage_measures(_STATISTICS).query("use == 'default'").set_index("reported")["population"]
    usual = pairs["reported"].map(default)
    named, exists = pairs["denominator_population"], pairs["value"] != 0
    is_usual = (named.isna() | (named == usual)) & pairs["use"].isin(["default", "fallback"])
    used = pairs[((pairs["population"] == named) | is_usual).mask(pairs["use"] == "absence", ~exists)]
    return used.sort_values(["row_id", "measure"], ignore_index=True)
