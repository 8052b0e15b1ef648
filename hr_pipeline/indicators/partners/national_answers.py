"""One answer per country, year and measure from partners' statements about law, policy and communities.

The tables made from it are named as their modules: `policy_environment.py`, `community_engagement.py`.
"""

from typing import NamedTuple

import pandas as pd

from hr_pipeline.indicators.partners.partner_reports import (
    COPIED,
    NATIONAL,
    consented,
    in_conflict,
    of_the_year,
    preferred,
    without_answer,
)

CELL = ["iso3", "year", "measure"]


class NationalAnswers(NamedTuple):
    """Statements and what they make of each measure.

    Attributes:
        table: one row per CELL: value, answer, basis, row_id of the chosen statement, partners_answering, has_conflict,
            obs_status, missing_reason.
        agreeing: statements with the chosen answer or value that rest on their own; row_id and CELL.
    """

    table: pd.DataFrame
    agreeing: pd.DataFrame


def national_answers(rows: pd.DataFrame) -> NationalAnswers:
    """Choose among the statements about whole countries; a city's statement says nothing of the country.

    Args:
        rows: a survey table with measure, value (or none), answer and missing_reason.
    """
    declared = consented(rows[rows["area"].astype("str") == NATIONAL])
    declared = declared.assign(value=declared.get("value", pd.Series(float("nan"), declared.index)).astype("float64"))
    answered = declared[declared["missing_reason"].isna()].assign(parts="latest")
    described = of_the_year(answered, CELL)
    chosen = described[preferred(described, CELL)]
    unstated = without_answer(declared, described, CELL)
    counted = described.assign(is_other=_differs(described)).groupby(CELL)
    found = counted.agg(partners_answering=("partner", "nunique"), has_conflict=("is_other", "any")).reset_index()
    whole = pd.concat([frame for frame in (chosen, unstated) if len(frame)] or [chosen], ignore_index=True)
    table = (
        whole[[*CELL, "value", "answer", "basis", "row_id", "missing_reason"]]
        .merge(found, on=CELL, how="left", validate="1:1")
        .fillna({"partners_answering": 0})
        .assign(has_conflict=lambda d: d["has_conflict"].eq(other=True))
        .assign(obs_status=lambda d: d["missing_reason"].isna().map({True: "A", False: "O"}))
    )
    return NationalAnswers(table, _agreeing(described, chosen))


def _differs(described: pd.DataFrame) -> pd.Series:
    """Mark measures whose partners answer differently, or give numbers that are too far from each other."""
    answers = described.groupby(CELL)["answer"].transform("nunique") > 1
    numbers = described[described["value"].notna()]
    far = in_conflict(numbers, CELL, "value") if len(numbers) else pd.Series(dtype="bool")
    return answers | far.reindex(described.index, fill_value=False)


def _agreeing(described: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    named = {"value": "chosen_value", "answer": "chosen_answer", "partner": "chosen_partner"}
    alongside = described.merge(chosen[[*CELL, *named]].rename(columns=named), on=CELL, how="inner", validate="m:1")
    same = (alongside["answer"] == alongside["chosen_answer"]) | (alongside["value"] == alongside["chosen_value"])
    own = ~alongside["basis"].isin(COPIED) | (alongside["partner"] == alongside["chosen_partner"])
    return alongside.loc[same & own, [*CELL, "row_id"]]
