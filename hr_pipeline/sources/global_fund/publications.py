"""What can only be known of a line next to the other lines of its publication, which may stand on many pages.

How a line is read belongs to the module named as its table.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd

from hr_pipeline.sources.global_fund import budget_lines, disbursements, expenditures
from hr_pipeline.sources.global_fund.funding_streams import with_stream
from hr_pipeline.sources.global_fund.repeats import with_flags

Finisher = Callable[[pd.DataFrame], pd.DataFrame]


def _flagged(lines: pd.DataFrame) -> pd.DataFrame:
    return with_flags(lines, "amount_usd")


def _streamed(lines: pd.DataFrame) -> pd.DataFrame:
    return _flagged(with_stream(lines))


def _streamed_by_breakdown(lines: pd.DataFrame) -> pd.DataFrame:
    """Spending is cut in two ways, of which one names no module that could tell the stream."""
    return pd.concat([_streamed(part) for _, part in lines.groupby("breakdown", observed=True)]).sort_index()


def on_pages(lines: pd.DataFrame, say: Finisher) -> pd.DataFrame:
    """Settle for publications in several deliveries what was settled for each delivery alone.

    Args:
        lines: records of one table of all deliveries, in order of row_id.
        say: says it of the records of one publication.
    """
    deliveries = lines.groupby("publication", observed=True)["delivery"].nunique()
    paged = lines["publication"].isin(deliveries.index[deliveries > 1])
    if not paged.any():
        return lines
    parts = [say(part) for _, part in lines[paged].groupby("publication", observed=True)]
    return pd.concat([_texts(part) for part in (lines[~paged], *parts)]).sort_index()


def _texts(lines: pd.DataFrame) -> pd.DataFrame:
    """Give columns whose categories may differ from part to part as text."""
    return lines.astype({name: "str" for name in ("flags", "funding_stream") if name in lines})


FINISH: dict[str, Finisher] = {
    budget_lines.TABLE: partial(on_pages, say=_streamed),
    disbursements.TABLE: partial(on_pages, say=_flagged),
    expenditures.TABLE: partial(on_pages, say=_streamed_by_breakdown),
}
"""Table -> what completes its records once all deliveries are read."""
