"""Figures of countries in one shape: what is added up, over what, how long it serves, and how it is drawn.

Adding up belongs to `regional_sums.py`; what money is to `regional_money.py`.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from hr_pipeline.indicators.common.draws import spread
from hr_pipeline.indicators.regions.modelled_sizes import national_sizes

SERIES = ["service", "measure", "variant"]
ALL, SIZE = "all", "population_size"
REPORTED, MODELLED, IMPUTED = "reported", "modelled", "imputed"
COUNT, WEIGHTED = "counts", "weighted_ratios"
NUMERATOR, DENOMINATOR = "numerator", "denominator"
FIGURE = ["figure", "iso3", "year", *SERIES, "unit", NUMERATOR, DENOMINATOR, "counts_people", "carried_years", "age"]
FIGURE += ["basis", "flags", "is_imputed", "table", "row", "numerator_column"]
FIGURE += ["denominator_table", "denominator_row", "denominator_column"]
TERM = ["figure", "side", "centre", "sigma", "estimate", "other_sigma", "other", "offset", "floor"]
_PAIR = ["iso3", "area", "year", "population", "service", "measure"]


class CountryFigures(NamedTuple):
    """Figures of countries, and the drawn parts of those that are uncertain.

    Attributes:
        figures: FIGURE columns, one row for each country, year and series.
        terms: TERM columns; a side of a figure is the sum over its terms of
            max(floor, centre * exp(sigma * z(estimate) + other_sigma * z(other)) + offset).
    """

    figures: pd.DataFrame
    terms: pd.DataFrame


def together(parts: list[CountryFigures]) -> CountryFigures:
    """Put the figures of several tables together."""
    figures, terms = (pd.concat([part[place] for part in parts], ignore_index=True) for place in (0, 1))
    return CountryFigures(figures, terms)


def of_sizes(population_sizes: pd.DataFrame) -> CountryFigures:
    """Give how many people inject drugs, of the estimate that serves a year."""
    own = national_sizes(population_sizes)
    named = own.assign(service=ALL, measure=SIZE, variant=REPORTED, unit="people", numerator=own["people"])
    figures = shaped(named.assign(age=own["age_years"]), "population_sizes", "people", carried_years=0)
    return CountryFigures(figures, drawn(figures, NUMERATOR, own["people"], own["sigma"], own["estimate"]))


def of_modelled(modelled_sizes: pd.DataFrame) -> CountryFigures:
    """Give the sizes of all countries, imputed where none of the country serves; the mean of these is their centre."""
    own, is_imputed = modelled_sizes, modelled_sizes["variant"].eq(IMPUTED)
    named = own.assign(service=ALL, measure=SIZE, variant=MODELLED, unit="people", numerator=own["people"])
    figures = shaped(named.assign(is_imputed=is_imputed, flags=""), "modelled_sizes", "people", carried_years=0)
    variance = own["country_sigma"] ** 2 + own["region_sigma"] ** 2
    median = own["people"] * np.exp(-(variance / 2).where(is_imputed, 0.0))
    terms = drawn(figures, NUMERATOR, median, own["country_sigma"], own["estimate"])
    region = ("prevalence/" + own["region"].astype("str")).to_numpy()
    return CountryFigures(figures, terms.assign(other_sigma=own["region_sigma"].to_numpy(), other=region))


def of_coverage(service_coverage: pd.DataFrame, population_sizes: pd.DataFrame, carried_years: int) -> CountryFigures:
    """Give counts over sizes, and ratios without a count weighted by the size of the year.

    All people of whole countries, and no survey, whose respondents are not the country.
    """
    counted = _of_counts(_counted(service_coverage), population_sizes, carried_years)
    weighted = _of_ratios(service_coverage, population_sizes, carried_years)
    return together([counted, weighted])


def _of_counts(own: pd.DataFrame, population_sizes: pd.DataFrame, carried_years: int) -> CountryFigures:
    named = own.assign(
        variant=own["population"],
        unit=own["coverage_unit"],
        numerator=own["count"],
        denominator=own["denominator_people"],
        counts_people=own["numerator_unit"].eq("people"),
        basis=COUNT,
    )
    columns = (own["count_column"], "denominator_people")
    figures = shaped(named, "service_coverage", *columns, carried_years=carried_years)
    return CountryFigures(figures, _of_size(figures, DENOMINATOR, own, population_sizes, own["denominator_people"]))


def _of_ratios(coverage: pd.DataFrame, population_sizes: pd.DataFrame, carried_years: int) -> CountryFigures:
    """A ratio whose denominator is not published counts for as many people as the size of the year: a weight."""
    whole = coverage["area"].eq("national") & coverage["subgroup"].eq("total") & coverage["method"].eq("stated_ratio")
    alone = coverage[whole & coverage["coverage"].notna() & coverage["denominator_people"].isna()]
    place = ["iso3", "population", "year"]
    is_used = population_sizes["choice"].eq("chosen") & population_sizes["area"].eq("national")
    used = population_sizes[is_used].rename_axis("size_row").reset_index()
    weights = used[[*place, "size_row", "people", "sigma", "estimate"]].rename(columns={"estimate": "size_estimate"})
    plain = {"iso3": "str", "population": "str"}
    own = alone.rename_axis("row").reset_index().astype(plain | {"service": "str", "measure": "str"})
    both = own.merge(weights.astype(plain), on=place, how="inner", validate="m:1").set_index("row")
    named = both.assign(
        variant=both["population"],
        unit=both["coverage_unit"],
        numerator=both["coverage"] * both["people"],
        denominator=both["people"],
        basis=WEIGHTED,
        denominator_table="population_sizes",
        denominator_row=both["size_row"],
    )
    figures = shaped(named, "service_coverage", "coverage", "people", carried_years=carried_years)
    sides = ((NUMERATOR, named["numerator"]), (DENOMINATOR, named["people"]))
    terms = [drawn(figures, side, centre, named["sigma"], named["size_estimate"]) for side, centre in sides]
    return CountryFigures(figures, pd.concat(terms, ignore_index=True))


def of_coverage_gap(
    coverage_gap: pd.DataFrame, service_coverage: pd.DataFrame, population_sizes: pd.DataFrame, carried_years: int
) -> CountryFigures:
    """Give what services are short of their targets."""
    known = coverage_gap[coverage_gap["area"].eq("national") & coverage_gap["gap"].notna()]
    gaps = known.assign(row=known.index).astype(dict.fromkeys([*_STATED, "target"], "str"))
    wanted = [*_PAIR, "count", "denominator_people", "denominator_people_low", "denominator_people_high", "estimate"]
    own = gaps[[*_PAIR, "target", "target_value", "unit", "gap", "row", "flags"]].merge(
        _counted(service_coverage)[wanted], on=_PAIR, how="left", validate="m:1"
    )
    variant = own["target"] + " " + own["population"]
    named = own.assign(measure="coverage_gap", variant=variant, numerator=own["gap"])
    figures = shaped(named.set_index("row"), "coverage_gap", "gap", carried_years=carried_years)
    needed = own["target_value"] * own["denominator_people"]
    terms = _of_size(figures, NUMERATOR, own, population_sizes, needed)
    return CountryFigures(figures, terms.assign(offset=-own["count"].to_numpy(), floor=0.0).dropna(subset="centre"))


_STATED = ["iso3", "area", "population", "service", "measure", "unit"]


def _counted(coverage: pd.DataFrame) -> pd.DataFrame:
    """Take national coverage of all people whose count and size are known; a stated coverage implies its count."""
    whole = coverage["area"].eq("national") & coverage["subgroup"].eq("total") & coverage["denominator_people"].notna()
    own = coverage[whole]
    count = own["numerator"].fillna(own["numerator_implied"])
    column = own["numerator"].notna().map({True: "numerator", False: "numerator_implied"})
    plain = dict.fromkeys(["iso3", "area", "population", "service", "measure", "estimate"], "str")
    return own.assign(count=count, count_column=column)[count.notna()].astype(plain)


def shaped(
    own: pd.DataFrame, table: str, column: str | pd.Series, below: str = "", *, carried_years: int
) -> pd.DataFrame:
    """Give rows of one table, whose index is their position, the columns of figures."""
    plain: dict[str, Any] = {
        "denominator": np.nan,
        "counts_people": False,
        "age": 0,
        "basis": "",
        "flags": "",
        "is_imputed": False,
    }
    plain |= {"denominator_table": table, "denominator_row": own.index}
    filled = own.assign(**{name: value for name, value in plain.items() if name not in own})
    made = filled.assign(table=table, row=own.index, numerator_column=column, denominator_column=below)
    names = ["unit", "basis", "flags", "table", "numerator_column", "denominator_table", "denominator_column"]
    text = dict.fromkeys(["iso3", *SERIES, *names], "str")
    typed = made.assign(carried_years=carried_years).astype(text)
    identity = typed["table"] + "/" + typed["row"].astype("str") + "/" + typed["measure"] + "/" + typed["variant"]
    return typed.assign(figure=identity.astype("str"))[FIGURE].reset_index(drop=True)


def drawn(figures: pd.DataFrame, side: str, centre: pd.Series, sigma: pd.Series, estimate: pd.Series) -> pd.DataFrame:
    """Make one term for each figure, in the same order; without a spread it is as certain as stated."""
    return pd.DataFrame(
        {
            "figure": figures["figure"].to_numpy(),
            "side": side,
            "centre": centre.to_numpy("float64"),
            "sigma": sigma.fillna(0.0).to_numpy("float64"),
            "estimate": estimate.astype("str").where(estimate.notna(), "").to_numpy(),
            "other_sigma": 0.0,
            "other": "",
            "offset": 0.0,
            "floor": -np.inf,
        }
    )[TERM]


def _of_size(
    figures: pd.DataFrame, side: str, own: pd.DataFrame, sizes: pd.DataFrame, centre: pd.Series
) -> pd.DataFrame:
    """Draw a multiple of a size, as widely as `population_sizes` says of its estimate, else as its bounds are apart."""
    key = ["iso3", "area", "year", "population", "estimate"]
    wide = sizes[[*key, "sigma"]].astype(dict.fromkeys(["iso3", "area", "population", "estimate"], "str"))
    stated = own[key].merge(wide, on=key, how="left", validate="m:1")["sigma"].to_numpy()
    bounds = spread(own["denominator_people_low"], own["denominator_people_high"])
    sigma = pd.Series(stated, own.index).fillna(bounds)
    return drawn(figures, side, centre, sigma, own["estimate"])
