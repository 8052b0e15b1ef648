"""`service_coverage`: how many people a service reaches, over how many there are, with the published interval rule.

The interval divides the programme's count by the upper and the lower size estimate (Larney 2017, Lancet Glob Health
5:e1208). What is missing to a target belongs to `coverage_gap.py`.
"""

import pandas as pd

from hr_pipeline.indicators.figures import Figures, edges, flags, placed, published
from hr_pipeline.indicators.partner_reports import consented, in_conflict, is_part_of_year, of_the_year, preferred
from hr_pipeline.indicators.population_size import probability_below, size_in_year
from hr_pipeline.lineage.contributions import ADDEND
from hr_pipeline.schemas.reporting import survey_measures

TABLE = "service_coverage"
COUNTED = {
    "syringes_distributed": (
        "needle_syringe_programme",
        "people_who_inject_drugs",
        "syringes",
        "syringes_per_person",
        "syringes_per_person",
    ),
    "oat_clients": ("opioid_agonist_therapy", "opioid_dependent_people", "people", "share", "on_therapy"),
}
"""Count -> service, population of the denominator, unit of the count, unit of the coverage, what is measured."""
CLASSES_BEGIN = ["medium_from", "high_from"]
SURE = 0.8
"""Probability from which a class is named."""

_SERIES = ["iso3", "area", "measure"]
_CELL = [*_SERIES, "year"]


def service_coverage(
    survey_services: pd.DataFrame, population_size_estimates: pd.DataFrame, coverage_targets: pd.DataFrame
) -> Figures:
    """Compute coverage of needle and syringe programmes and of opioid agonist therapy.

    Args:
        survey_services: partners' reports of services.
        population_size_estimates: sizes with bounds and year.
        coverage_targets: where WHO's classes begin.

    Returns:
        The table and its contributions; a count without a size estimate keeps its row, without coverage.
    """
    reports = _reports(survey_services)
    table = (
        _counts(reports)
        .pipe(size_in_year, population_size_estimates)
        .pipe(_divided)
        .pipe(_classified, coverage_targets)
        .pipe(_reasoned)
        .pipe(_flagged)
        .pipe(lambda d: placed(TABLE, d))
    )
    inputs = {
        "survey_services": survey_services,
        "population_size_estimates": population_size_estimates,
        "coverage_targets": coverage_targets,
    }
    parts, untold = _contributions(reports, table)
    return published(TABLE, table, parts, inputs, [*untold, _boundaries(table, coverage_targets)])


def _reports(survey_services: pd.DataFrame) -> pd.DataFrame:
    """One partner's reports of the counted measures for each year; without a number where nobody has one."""
    said = consented(survey_services)
    total = said[said["measure"].isin(COUNTED) & (said["subgroup"] == "total")]
    plain = total.assign(parts=total["measure"].map(survey_measures()["parts"]))
    told, untold = plain[plain["value"].notna()], plain[plain["value"].isna()]
    own = of_the_year(told, _CELL)
    chosen = own.assign(has_conflict=in_conflict(own, _CELL, "value"))[preferred(own, _CELL)]
    answered = pd.MultiIndex.from_frame(untold[_CELL]).isin(pd.MultiIndex.from_frame(chosen[_CELL]))
    unanswered = untold[preferred(untold, _CELL) & ~answered]
    both = pd.concat([chosen, unanswered.assign(has_conflict=False)], ignore_index=True)
    return both.assign(measure=both["measure"].map({count: meaning[4] for count, meaning in COUNTED.items()}))


def _counts(reports: pd.DataFrame) -> pd.DataFrame:
    """One count for each country, area, year and measure."""
    grouped = reports.groupby(_CELL)
    counts = grouped.agg(
        periods=("period", lambda periods: " ".join(sorted(set(periods)))),
        has_conflict=("has_conflict", "any"),
        reason=("missing_reason", "first"),
    )
    counts = counts.assign(numerator=grouped["value"].sum(min_count=1)).reset_index()
    names = ["service", "population", "numerator_unit", "coverage_unit"]
    meaning = {name: counts["measure"].map({c[4]: c[i] for c in COUNTED.values()}) for i, name in enumerate(names)}
    return counts.assign(subgroup="total", **meaning)


def _divided(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.assign(
        coverage=counts["numerator"] / counts["denominator"],
        coverage_low=counts["numerator"] / counts["denominator_high"],
        coverage_high=counts["numerator"] / counts["denominator_low"],
    )


def _classified(counts: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Name WHO's class where one is SURE; an exact boundary belongs to the higher class."""
    service = counts["service"].astype("str")
    begins = {
        kind: service.map(
            targets[targets["kind"] == kind].astype({"service": "str"}).set_index("service")["value"]
        ).astype("float64")
        for kind in CLASSES_BEGIN
    }
    at_least = {
        kind: probability_below(counts["numerator"] / start, counts["denominator"], counts["sigma"])
        for kind, start in begins.items()
    }
    chances = pd.DataFrame(
        {
            "low": 1 - at_least["medium_from"],
            "medium": at_least["medium_from"] - at_least["high_from"],
            "high": at_least["high_from"],
        }
    )
    likeliest = chances.fillna(0).idxmax(axis=1).where(chances.max(axis=1) >= SURE, "uncertain")
    return counts.assign(
        who_class=likeliest.where(counts["coverage"].notna()), high_class_probability_share=at_least["high_from"]
    )


def _reasoned(counts: pd.DataFrame) -> pd.DataFrame:
    """Say of a row without coverage why it has none; hiding small counts belongs to the release."""
    is_missing = counts["coverage"].isna()
    return counts.assign(
        obs_status=is_missing.map({True: "O", False: "A"}),
        missing_reason=counts["reason"].fillna("not_reported").where(is_missing),
    )


def _flagged(counts: pd.DataFrame) -> pd.DataFrame:
    """Say what a reader must know before drawing a trend or a headline."""
    ordered = counts.sort_values(_CELL)
    sizes = ordered.groupby(_SERIES)["size_row"].ffill()
    before = sizes.groupby([ordered[name] for name in _SERIES]).shift().reindex(counts.index)
    words = {
        "over_total": (counts["coverage_unit"] == "share") & (counts["coverage"] > 1),
        "denominator_changed": before.notna() & counts["size_row"].notna() & (before != counts["size_row"]),
        "bounds_assumed": counts["is_assumed"].eq(other=True),
        "size_carried": counts["age_years"].fillna(0) > 0,
        "part_of_year": is_part_of_year(counts["periods"]),
        "other_year": counts["periods"].str.startswith("from_"),
        "conflict": counts["has_conflict"],
    }
    renamed = {f"denominator{bound}": f"denominator_people{bound}" for bound in ("", "_low", "_high")}
    return counts.assign(flags=flags(words)).rename(columns=renamed)


def _contributions(reports: pd.DataFrame, table: pd.DataFrame) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Reports add up to the count; the count and a size estimate make the coverage.

    Returns:
        The contributions, and those to missing figures, which have no value.
    """
    row = pd.Series(range(len(table)))
    added = reports.merge(table.assign(output_row=row)[[*_CELL, "output_row"]], on=_CELL, validate="m:1")
    is_told = added["value"].notna()
    told, untold = (
        edges((TABLE, "numerator"), d["output_row"], ("survey_services", d["row_id"]), ADDEND, value)
        for d, value in ((added[is_told], added["value"][is_told]), (added[~is_told], 0.0))
    )
    parts = [told]
    sized = table["size_row"].notna()
    for bound in ("", "_low", "_high"):
        column = f"denominator_people{bound}"
        source = ("population_size_estimates", table["size_row"][sized])
        parts.append(edges((TABLE, column), row[sized], source, ADDEND, table[column][sized]))
    known = table["coverage"].notna()
    for column, bound in (("coverage", ""), ("coverage_low", "_high"), ("coverage_high", "_low")):
        for role, name in (("numerator", "numerator"), (f"denominator{bound}", f"denominator_people{bound}")):
            parts.append(edges((TABLE, column), row[known], (TABLE, row[known], name), role, table[name][known]))
    return parts, [untold]


def _boundaries(table: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The class of a coverage rests on where WHO's classes begin: it comes under their terms too."""
    begins = targets.loc[targets["kind"].isin(CLASSES_BEGIN), ["service", "row_id"]].astype({"service": "str"})
    classed = table.loc[table["who_class"].notna(), ["service"]].astype({"service": "str"}).rename_axis("output_row")
    used = classed.reset_index().merge(begins, on="service", validate="m:m")
    return edges((TABLE, "who_class"), used["output_row"], ("coverage_targets", used["row_id"]), "boundary", 0.0)
