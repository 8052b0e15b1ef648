"""Hiding: small counts for their own sake, then as few and as small others as it takes that none can be worked out.

Greedy, deterministic, and it ends: each round hides at least one more cell. Which cover is best
belongs to `covers.py`, proving to `audit.py`.
"""

import numpy as np
import pandas as pd

from hr_pipeline.disclosure.audit import exposed
from hr_pipeline.disclosure.secondary_suppression import Lines, cover_exposed, cover_subtractions

SMALL, WHOLE_GROUP, COVER, HELD, UNPUBLISHED = "small", "whole_group", "cover", "held", "unpublished"
"""Why a count is hidden: few people; a group whose members are all alike; to cover another; hidden in an earlier
release and unchanged since, or a sum that grew by few people since one; a number that no table shows."""
ENOUGH = 40
"""Exposed cells to be found before covers are chosen: some of these will cover others."""


def protected(cells: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Hide what must be hidden.

    Args:
        cells: index is the cell's name; `value`, `threshold` (counts from 1 to below it are small), `is_known` (an
            attacker has this value already: hiding it covers nothing), `is_held` (hidden before, and unchanged), and
            `is_whole_group` (it would tell something of everybody in a group).
        relations: as `audit` takes them.

    Returns:
        The cells with `kind` ("" where published) and the columns of the audit. Cells may stay exposed where too much
        is known already: `audit.exposed` tells.
    """
    hidden = cells.pipe(_first).pipe(_measured)
    lines, width = Lines(hidden, relations), _cover_width(cells)
    hidden = _covered(hidden, cover_subtractions(lines, width))
    while found := exposed(hidden, relations, enough=ENOUGH):
        complements = cover_exposed(lines, found, width)
        if not complements:
            break
        hidden = _covered(hidden, complements + cover_subtractions(lines, width))
    return hidden


def _covered(cells: pd.DataFrame, complements: list[str]) -> pd.DataFrame:
    return cells.assign(kind=cells["kind"].mask(cells.index.isin(complements), COVER)).pipe(_measured)


def _first(cells: pd.DataFrame) -> pd.DataFrame:
    """Hide small counts, groups that are all alike, and what was hidden before; zeros are shown."""
    small = (cells["value"] > 0) & (cells["value"] < cells["threshold"])
    unknown = cells["value"].isna()
    kind = (
        pd.Series("", cells.index)
        .mask(cells["is_held"], HELD)
        .mask(cells["is_whole_group"], WHOLE_GROUP)
        .mask(small | unknown, SMALL)
        .mask(cells["threshold"] <= 0, UNPUBLISHED)
    )
    return cells.assign(kind=kind)


def _measured(cells: pd.DataFrame) -> pd.DataFrame:
    """Say what each hidden cell needs: a small one must be able to be as large as one that is not."""
    is_small, is_whole = cells["kind"] == SMALL, cells["kind"] == WHOLE_GROUP
    unprotected = cells["is_known"] | (cells["threshold"] <= 0)
    return cells.assign(
        is_hidden=(cells["kind"] != "") & ~cells["is_known"],
        lowest=np.where(is_whole | (cells["threshold"] <= 0) | (cells["value"] == 0), 0.0, 1.0),
        width_needed=cells["threshold"].where(is_small | is_whole, _cover_width(cells)).mask(unprotected, 0.0),
    )


def _cover_width(cells: pd.DataFrame) -> float:
    """A cover that is worked out gives away what it covers: it needs the room of the mildest threshold."""
    return float(cells.loc[cells["threshold"] > 0, "threshold"].min())
