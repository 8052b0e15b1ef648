"""The tables of regions: which countries a grouping holds, how many people live in each, what its parts add up to.

Figures of single countries belong to the modules of their tables.
"""

import pandas as pd
import pandera.pandas as pa

from hr_pipeline.schemas.fields import Code, Number, Text, Whole, calendar_year, field, iso3
from hr_pipeline.schemas.reference import ReferenceRow


class TotalPopulation(ReferenceRow):
    """All people who live in one country in the middle of one year."""

    iso3: Code = iso3()
    year: Whole = calendar_year()
    people: Number = field("People of all ages", "people", gt=0)
    people_15_64: Number = field("People aged 15 to 64; empty where not published", "people", gt=0, nullable=True)
    source: Text = field("Where the row is published")

    @pa.dataframe_check(ignore_na=False)
    @classmethod
    def a_part_is_no_more_than_the_whole(cls, table: pd.DataFrame) -> pd.Series:
        """A missing number is another rule's matter."""
        return ~(table["people_15_64"] > table["people"])
