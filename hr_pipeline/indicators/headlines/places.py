"""Countries and the regions EECA and MENA as places of a headline: rows of countries once each, and once for a region.

What is added up belongs to the module of each headline.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import edges
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.headlines import REGIONS

GROUPING = "unaids_region"


def members(country_groupings: pd.DataFrame) -> pd.DataFrame:
    """List the countries of EECA and MENA.

    Returns:
        iso3 and place, once for each country; for no country twice.
    """
    known = country_groupings[["grouping", "region", "iso3"]].astype("str")
    own = known[(known["grouping"] == GROUPING) & known["region"].isin(REGIONS)]
    return own.rename(columns={"region": "place"})[["iso3", "place"]].drop_duplicates(ignore_index=True)


def in_places(rows: pd.DataFrame, country_groupings: pd.DataFrame) -> pd.DataFrame:
    """Give each row its country as its place, and once more its region.

    Args:
        rows: iso3 and anything else.
        country_groupings: which countries EECA and MENA hold.
    """
    plain = rows.astype({"iso3": "str"})
    of_regions = plain.merge(members(country_groupings), on="iso3", how="inner")
    return pd.concat([plain.assign(place=plain["iso3"]), of_regions], ignore_index=True)


def sizes_of(country_groupings: pd.DataFrame) -> pd.Series:
    """Count the countries of each region."""
    return members(country_groupings).groupby("place").size()


def of_countries(table: pd.DataFrame, country_groupings: pd.DataFrame, countries: pd.Series) -> pd.Series:
    """Say for a region how many of its countries a row holds; empty for a country.

    Args:
        table: place.
        country_groupings: which countries EECA and MENA hold.
        countries: number of countries in each row.
    """
    whole = table["place"].map(sizes_of(country_groupings))
    texts = [
        f" {held} of {int(number)} countries of the region are added up." if pd.notna(number) else ""
        for held, number in zip(countries, whole, strict=True)
    ]
    return pd.Series(texts, table.index, dtype="str")


def added(
    output: tuple[str, str], rows: pd.DataFrame, table: pd.DataFrame, source: tuple[str, str], key: list[str]
) -> pd.DataFrame:
    """Make the contributions of a sum over countries.

    Args:
        output: published table and column.
        rows: rows added up, with key, `row` (their position in the source) and the source's column.
        table: published rows in their final order; those without a value get none.
        source: table and column of the parts.
        key: columns that say which rows make which sum.
    """
    shown = table.loc[table[output[1]].notna(), key].assign(output_row=lambda d: d.index)
    used = rows.merge(shown, on=key, how="inner", validate="m:1")
    place = (source[0], used["row"].astype("Int64"), source[1])
    return edges(output, used["output_row"], place, ADDEND, used[source[1]])
