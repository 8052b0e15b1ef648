"""Published amounts repaired by a rule that the layout declares; each repaired amount says what was done to it.

Amounts that no rule explains are not touched here.
"""

import numpy as np
import pandas as pd

from hr_pipeline.sources.national_budgets.layout import Repairs, Wrap

MOST_TURNS = 8
"""A sum of more turns than this is no wrapped integer but another fault."""


def repaired(amount: pd.Series, repairs: Repairs) -> pd.DataFrame:
    """Repair amounts by the declared rules.

    Args:
        amount: published amounts, float64, in the published unit.
        repairs: what the layout allows.

    Returns:
        `amount` (missing where the rule says that it is wrong and cannot repair it) and `repair` (text, missing where
        nothing was done), on the index of `amount`.
    """
    if repairs.wrap is None:
        return pd.DataFrame({"amount": amount, "repair": pd.Series(pd.NA, index=amount.index, dtype="str")})
    turns = _turns(amount, repairs.wrap)
    words = f"x {_power(repairs.wrap)}: the publisher's integers wrapped"
    repair = turns[turns > 0].map(lambda count: f"added {count:.0f} {words}").astype("str")
    return pd.DataFrame({"amount": amount + turns * repairs.wrap.modulus, "repair": repair.reindex(amount.index)})


def _turns(amount: pd.Series, wrap: Wrap) -> pd.Series:
    """Count the fewest turns that make each amount a multiple and not negative; missing where none do."""
    turns = pd.Series(np.nan, index=amount.index)
    for count in reversed(range(MOST_TURNS + 1)):
        candidate = amount + count * wrap.modulus
        turns = turns.mask((candidate >= 0) & (candidate % wrap.multiple_of == 0), count)
    return turns


def _power(wrap: Wrap) -> str:
    bits = wrap.modulus.bit_length() - 1
    return f"2^{bits}" if wrap.modulus == 1 << bits else str(wrap.modulus)
