"""People aged 15 to 64 by country and year: the published share of all people, times all people of the year.

Prevalence and imputation belong to `population_sizes.py` and to the regions.
"""

import pandas as pd

SHARES, TOTALS = "working_age_people", "total_population"


def working_age(places: pd.DataFrame, working_age_people: pd.DataFrame, total_population: pd.DataFrame) -> pd.DataFrame:
    """Give each country and year its people aged 15 to 64.

    The share of the latest published year holds for all years; where nobody states all people of a year, those of the
    published year serve.

    Args:
        places: iso3, year; a unique index.
        working_age_people: people aged 15 to 64 and their share of all people.
        total_population: all people by country and year.

    Returns:
        For each place: people_15_64 (people; missing where no share is known), share_15_64, people_of_all_ages, and
        the rows they come from: share_row and total_row (missing where the published year serves).
    """
    latest = working_age_people.sort_values("year").drop_duplicates("iso3", keep="last").set_index("iso3")
    totals = total_population.set_index(["iso3", "year"])
    place = pd.MultiIndex.from_frame(places[["iso3", "year"]].astype({"iso3": "str"}))
    own = latest.reindex(place.get_level_values("iso3")).set_index(places.index)
    year = totals[["people", "row_id"]].reindex(place).set_index(places.index)
    everybody = year["people"].fillna(own["people_15_64"] / own["share_15_64"])
    return pd.DataFrame(
        {
            "people_15_64": own["share_15_64"] * everybody,
            "share_15_64": own["share_15_64"],
            "people_of_all_ages": everybody,
            "share_row": own["row_id"].astype("Int64"),
            "total_row": year["row_id"].astype("Int64"),
        },
        index=places.index,
    )
