"""When two lines of grant money are the same line: keys over what both publications state, and amounts that agree.

Which publication counts belongs to `publications.py`.
"""

import numpy as np
import pandas as pd

PERIOD = "implementation_period"
ALWAYS = [PERIOD, "phase", "module"]
OPTIONAL = ["intervention", "investment_landscape_1", "investment_landscape_2", "cost_category", "year"]
"""Columns that a shape may lack: two publications are compared on those that both state."""

YEAR = "year"
ABSENT = -1
"""The code of a missing value."""

NEW, SAME, DIFFERENT = "new", "same", "different"
_CENTS_PER_USD = 100
_HALF_A_CENT = 0.005


def coded(lines: pd.DataFrame) -> pd.DataFrame:
    """Write what tells lines apart as whole numbers; names are compared by their letters and digits.

    Args:
        lines: lines with the columns of ALWAYS, publication, vintage, amount_usd and any of OPTIONAL.

    Returns:
        One row per line in the same order: the codes, publication, vintage and amount_usd.
    """
    given = [name for name in [*ALWAYS, *OPTIONAL] if name in lines]
    codes = {name: _codes(lines[name]) for name in given} | {
        name: ABSENT for name in [*ALWAYS, *OPTIONAL] if name not in given
    }
    own = lines[["vintage", "amount_usd"]].reset_index(drop=True)
    return own.assign(**codes, publication=lines["publication"].astype("str").to_numpy())


def _codes(column: pd.Series) -> np.ndarray:
    if column.name == YEAR:
        return column.fillna(ABSENT).astype("int64").to_numpy()
    held = column.astype("category")
    names = pd.Series(held.cat.categories.astype("str"), dtype="str")
    plain = names.str.casefold().str.replace(r"[^\w]", "", regex=True) if column.name != PERIOD else names
    places = np.append(pd.factorize(plain)[0], ABSENT)
    return places[held.cat.codes.to_numpy()]


def stated(lines: pd.DataFrame) -> tuple[str, ...]:
    """Name the optional columns that a publication states for any of its coded lines."""
    return tuple(name for name in OPTIONAL if (lines[name] != ABSENT).any())


def money_stated(lines: pd.DataFrame) -> float:
    """Add up what publications state together: where several state one key, the largest of their amounts.

    Args:
        lines: coded lines of one or more publications.
    """
    shapes = [set(stated(part)) for _, part in lines.groupby("publication")]
    shared = [name for name in OPTIONAL if all(name in shape for shape in shapes)]
    key = _hashed(lines, [*ALWAYS, *shared])
    return float(lines["amount_usd"].groupby([key, lines["publication"]]).sum().groupby(level=0).max().sum())


def compared(lines: pd.DataFrame, others: pd.DataFrame, shared: list[str]) -> pd.Series:
    """Say of each line whether others state its key, and whether with the same amount.

    Amounts agree where the sums of the key do to half a cent for each line, or where the others hold the line itself.

    Args:
        lines: coded lines of one publication.
        others: coded lines that count so far.
        shared: optional columns that both state.

    Returns:
        `new`, `same` or `different` for each line.
    """
    key, other_key = (_hashed(part, [*ALWAYS, *shared]) for part in (lines, others))
    ours, theirs = lines["amount_usd"].groupby(key).agg(["sum", "size"]), others["amount_usd"].groupby(other_key)
    sums = ours.join(theirs.agg(["sum", "size"]).add_suffix("_other"))
    tolerance = _HALF_A_CENT * sums[["size", "size_other"]].max(axis=1) + _HALF_A_CENT
    agrees = ((sums["sum"] - sums["sum_other"]).abs() <= tolerance) & sums["size_other"].notna()
    is_known = key.isin(sums.index[sums["size_other"].notna()])
    is_same = key.isin(sums.index[agrees]) | _held(_with_cents(lines, key), _with_cents(others, other_key))
    return pd.Series(NEW, index=lines.index, dtype="str").mask(is_known, DIFFERENT).mask(is_known & is_same, SAME)


def _hashed(lines: pd.DataFrame, columns: list[str]) -> pd.Series:
    return pd.util.hash_pandas_object(lines[columns], index=False)


def _with_cents(lines: pd.DataFrame, key: pd.Series) -> pd.Series:
    """Name each line by its key and its amount in cents."""
    cents = (lines["amount_usd"] * _CENTS_PER_USD).round().astype("int64").rename("cents")
    return pd.util.hash_pandas_object(pd.DataFrame({"key": key, "cents": cents}), index=False)


def _held(lines: pd.Series, others: pd.Series) -> pd.Series:
    """Mark lines that others hold at least as often."""
    counts = others.value_counts()
    return lines.map(counts).fillna(0) >= lines.map(lines.value_counts())
