"""Money that a revision no longer states: lines of what it replaced whose key is gone and whose module lost as much.

Which lines a revision replaces belongs to `publications.py`; what a withdrawal leads to, to `releases/movements.py`.
"""

import pandas as pd

from hr_pipeline.indicators.grants.line_keys import PERIOD

MODULE = [PERIOD, "phase", "module"]
LINE = [*MODULE, "intervention"]
COUNTED, SUPERSEDED = "counted", "superseded"


def with_withdrawn(lines: pd.DataFrame) -> pd.DataFrame:
    """Add withdrawn_usd: how much of a replaced line no counted line states any more.

    Within a module and year at most the difference of the sums is withdrawn, so that a renamed intervention is none. A
    line without a year is withdrawn by as much as its intervention's counted lines of all years fall short of it.

    Args:
        lines: all lines with standing, as `publications.decided` gives them.
    """
    texts = [*LINE, "publication", "replaced_by"]
    plain = lines.astype(dict.fromkeys(texts, "str")).fillna(dict.fromkeys(texts, ""))
    replaced = plain[plain["standing"] == SUPERSEDED]
    parts = [_of_revision(part, _alongside(plain, str(name))) for name, part in replaced.groupby("replaced_by")]
    found = pd.concat([pd.Series(dtype="float64"), *parts])
    return lines.assign(withdrawn_usd=found.reindex(lines.index).fillna(0.0))


def _alongside(lines: pd.DataFrame, revision: str) -> pd.DataFrame:
    """Give what was stated once a revision had come: its own lines, and those that count but for later revisions."""
    own = lines["publication"] == revision
    later = set(lines.loc[own, "replaced_by"]) - {""}
    counts = lines["standing"].eq(COUNTED) & ~lines["publication"].isin(later)
    return lines[counts | (own & lines["standing"].eq(SUPERSEDED))]


def _of_revision(replaced: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    dated = replaced[replaced["year"].notna()]
    undated = replaced.drop(index=dated.index)
    withdrawn: pd.Series = pd.concat([_of_years(dated, counts), _without_years(undated, counts)])
    return withdrawn


def _of_years(replaced: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Take the lines whose key is gone, cut to what their module lost in the year."""
    is_gone = ~_is_stated(replaced, counts, [*LINE, "year"]) & ~_is_stated(
        replaced, counts[counts["year"].isna()], LINE
    )
    gone = replaced["amount_usd"].where(is_gone, 0.0)
    cells = [replaced[name] for name in [*MODULE, "year"]]
    vanished, before = (amounts.groupby(cells).transform("sum") for amounts in (gone, replaced["amount_usd"]))
    lost = (before - _sums(replaced, counts, [*MODULE, "year"])).clip(lower=0.0)
    share = (lost / vanished).clip(upper=1.0).where(vanished > 0, 0.0)
    return gone * share


def _without_years(replaced: pd.DataFrame, counts: pd.DataFrame) -> pd.Series:
    """Take off what counted lines of the same intervention state."""
    before = replaced["amount_usd"].groupby([replaced[name] for name in LINE]).transform("sum")
    lost = (before - _sums(replaced, counts, LINE)).clip(lower=0.0)
    return replaced["amount_usd"] * (lost / before).where(before > 0, 0.0)


def _is_stated(replaced: pd.DataFrame, counts: pd.DataFrame, key: list[str]) -> pd.Series:
    stated = counts[key].drop_duplicates().assign(stated=True)
    return replaced[key].merge(stated, on=key, how="left", validate="m:1")["stated"].notna().set_axis(replaced.index)


def _sums(replaced: pd.DataFrame, counts: pd.DataFrame, key: list[str]) -> pd.Series:
    """Give each replaced line the counted money of its key."""
    sums = counts.groupby(key)["amount_usd"].sum().rename("usd").reset_index()
    return replaced[key].merge(sums, on=key, how="left", validate="m:1")["usd"].fillna(0.0).set_axis(replaced.index)
