"""Notes on lines that a reader should look at: reimbursements, and lines that come twice in one publication.

Such lines can be right, so they are kept and say so; nothing is dropped. Versions of a line belong to
`indicators/versions.py`.
"""

import numpy as np
import pandas as pd

WORDS = ["negative", "repeated", "same_key"]
"""Below zero; equal in every column to another line; equal in all but the amount to a line with another amount."""


PLACE = ["sheet", "row", "column", "raw_value"]
"""Where a line stands, not what it says."""


def with_flags(lines: pd.DataFrame, amount: str) -> pd.DataFrame:
    """Add flags: the words of WORDS that hold, separated by blanks.

    Args:
        lines: lines of one publication.
        amount: column of the main amount.
    """
    said = lines.drop(columns=PLACE)
    repeated = said.duplicated(keep=False)
    same_key = said.drop(columns=amount).duplicated(keep=False) & ~repeated
    bits = (lines[amount] < 0).to_numpy() + 2 * repeated.to_numpy() + 4 * same_key.to_numpy()
    texts = [" ".join(word for place, word in enumerate(WORDS) if number >> place & 1) for number in range(8)]
    words = pd.Categorical.from_codes(np.asarray(bits, dtype="int8"), categories=texts)
    return lines.assign(flags=words.remove_unused_categories())
