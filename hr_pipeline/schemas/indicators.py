"""What every published table ends with. Formulas are written over the roles of contributions: anyone replays them."""

from typing import Any

from hr_pipeline.schemas.codes import CONFIDENTIALITIES, LICENCES, MISSING_REASONS, OBS_STATUS
from hr_pipeline.schemas.fields import Code, Strict, YesNo, code, field

BASE_YEAR = 2023
"""Year of the constant prices that `_usd_2023` columns are in."""

SHARE: dict[str, Any] = {"ge": 0, "le": 1}


class Figure(Strict):
    """Base of the published tables: whether there is a value, why not, and the terms it comes under."""

    obs_status: Code = code(OBS_STATUS, "SDMX observation status of the row's main value")
    missing_reason: Code = code(MISSING_REASONS, "Why the main value is missing", nullable=True)
    is_illustrative: YesNo = field("Rests on demonstration data: not a statement about the world")
    confidentiality: Code = code(CONFIDENTIALITIES, "Strictest confidentiality of all inputs")
    licence: Code = code(LICENCES, "Strictest licence of all inputs")


TERMS = ["is_illustrative", "confidentiality", "licence"]
FIGURE_COLUMNS = ["obs_status", "missing_reason", *TERMS]
"""Columns that close every published table, after its keys and values."""
