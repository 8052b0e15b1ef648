"""`triangulation`: all partners' reports of one thing side by side, with the chosen one and how far the others are off.

Supplies add over sites and half-years; different people do not: at least the largest part, at most the sum. Values are
never averaged. What the chosen reports say belongs to the other tables.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.partners.partner_reports import (
    COPIED,
    classed,
    consented,
    narrowest_consent,
    of_the_year,
    preferred,
)
from hr_pipeline.provenance.contributions import ADDEND
from hr_pipeline.schemas.reporting import precedence, survey_measures

TABLE = "triangulation"
HIDDEN_BY_PARTNER = "suppressed_by_partner"
CELL = ["iso3", "area", "year", "measure", "subgroup"]
KEY = [*CELL, "partner"]
_COUNTS = ["count_people", "count_people_low", "count_people_high", "count_items"]


def triangulation(
    survey_services: pd.DataFrame, survey_community: pd.DataFrame, survey_policy: pd.DataFrame
) -> Figures:
    """Set all reports side by side.

    Args:
        survey_services: numbers of services.
        survey_community: numbers and answers about groups and seats.
        survey_policy: answers about law and policy.

    Returns:
        One row per partner and measure, with a value, an answer or the reason why there is none; its contributions.
    """
    inputs = {"survey_services": survey_services, "survey_community": survey_community, "survey_policy": survey_policy}
    reports = _reports(inputs)
    described = of_the_year(reports[reports["missing_reason"].isna()], CELL)
    unstated = _unstated(reports, described)
    table = (
        pd.concat([_values(described, _with_hidden_part(described, reports)), _reasons(unstated)], ignore_index=True)
        .pipe(_chosen, pd.concat([described, unstated]))
        .pipe(_compared)
        .pipe(_independent)
        .pipe(lambda d: placed(TABLE, d))
    )
    parts, unshown = _contributions(described, unstated, table)
    return published(TABLE, table, parts, inputs, unshown)


def _reports(inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Bring the three tables into one shape: `parts` and `unit` of the measure, `dataset`."""
    how = survey_measures()
    counted = consented(inputs["survey_services"]).assign(dataset="survey_services", answer=None)
    counted = counted.assign(parts=counted["measure"].map(how["parts"]), unit=counted["measure"].map(how["unit"]))
    stated = [
        consented(inputs[name]).assign(dataset=name, subgroup="total", parts="latest", unit="items")
        for name in ("survey_community", "survey_policy")
    ]
    shared = ["row_id", "dataset", *KEY, "period", "value", "answer", "missing_reason", "parts", "unit", "basis"]
    shared += ["consent_scope", "survey", "validation_status", "is_known_version", "meaning_changed"]
    frames = [frame.reindex(columns=shared) for frame in [counted, *stated]]
    whole = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    return whole.astype({"value": "float64", "meaning_changed": "bool", "is_known_version": "bool"})


def _unstated(reports: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Keep one reason of each partner that has no answer to a question."""
    silent = reports[reports["missing_reason"].notna()]
    answered = pd.MultiIndex.from_frame(silent[KEY]).isin(pd.MultiIndex.from_frame(described[KEY]))
    return silent[~answered].drop_duplicates(KEY)


def _with_hidden_part(described: pd.DataFrame, reports: pd.DataFrame) -> pd.MultiIndex:
    """List the statements of a year from parts of which the partner hides one: they are at least what is reported."""
    hidden = reports[reports["missing_reason"] == HIDDEN_BY_PARTNER]
    in_parts = described[described["period"] != "annual"]
    both = in_parts[KEY].merge(hidden[KEY].drop_duplicates(), on=KEY, how="inner", validate="m:1")
    return pd.MultiIndex.from_frame(both.drop_duplicates())


def _values(described: pd.DataFrame, with_hidden_part: pd.MultiIndex) -> pd.DataFrame:
    """Make each partner's statement of the year from its parts; a part that is hidden is no zero."""
    grouped = described.groupby(KEY)
    about = ["answer", "parts", "unit", "basis", "dataset"]
    table = (
        grouped[about]
        .first()
        .assign(
            meaning_changed=grouped["meaning_changed"].any(),
            consent_scope=grouped["consent_scope"].agg(narrowest_consent),
            periods=grouped["period"].agg(lambda named: " ".join(sorted(set(named)))),
            largest=grouped["value"].max(),
            high=grouped["value"].sum(min_count=1),
        )
    )
    low = table["largest"].where(table["parts"] == "bounds", table["high"])
    is_people = table["unit"] == "people"
    has_value = table["high"].notna()
    table = table.assign(high=table["high"].mask(table.index.isin(with_hidden_part)))
    exact = table["high"].where(low == table["high"])
    is_open = has_value & exact.isna()
    return table.assign(
        low=low,
        count_people=exact.where(is_people),
        count_people_low=low.where(is_people),
        count_people_high=table["high"].where(is_people),
        count_items=table["high"].where(~is_people),
        obs_status=is_open.map({True: "O", False: "A"}),
        missing_reason=is_open.map({True: "bounds_only", False: None}),
    ).reset_index()


def _reasons(unstated: pd.DataFrame) -> pd.DataFrame:
    kept = unstated[[*KEY, "basis", "dataset", "meaning_changed", "missing_reason", "consent_scope"]]
    return kept.assign(obs_status="O", periods=unstated["period"])


def _chosen(table: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Mark the one report of each measure that the declared precedence takes; one with a value before one without."""
    has_value = reports["missing_reason"].isna()
    valued = pd.MultiIndex.from_frame(reports.loc[has_value, CELL])
    candidates = reports[has_value | ~pd.MultiIndex.from_frame(reports[CELL]).isin(valued)]
    best = pd.MultiIndex.from_frame(candidates.loc[preferred(candidates, CELL), KEY])
    return table.assign(is_chosen=pd.MultiIndex.from_frame(table[KEY]).isin(best))


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    """Tell how far each report is from the chosen one, numbers by their distance, answers by being the same."""
    named = {"low": "chosen_low", "high": "chosen_high", "answer": "chosen_answer"}
    chosen = table.loc[table["is_chosen"], [*CELL, *named]].rename(columns=named)
    alongside = table.merge(chosen, on=CELL, how="left", validate="m:1")
    distance = pd.concat(
        [alongside["low"] - alongside["chosen_high"], alongside["chosen_low"] - alongside["high"]], axis=1
    ).max(axis=1, skipna=False)
    mean = alongside[["low", "high", "chosen_low", "chosen_high"]].sum(axis=1, skipna=False) / 4
    share = (distance.clip(lower=0) / mean.where(mean > 0)).mask(alongside["is_chosen"])
    both = alongside["answer"].notna() & alongside["chosen_answer"].notna() & ~alongside["is_chosen"]
    same = (alongside["answer"] == alongside["chosen_answer"]).map({True: "ok", False: "conflict"})
    zeros = ((mean == 0) & ~alongside["is_chosen"]).map({True: "ok", False: None})
    return alongside.assign(
        relative_difference_share=share, conflict=classed(share).fillna(zeros).fillna(same.where(both))
    )


def _independent(table: pd.DataFrame) -> pd.DataFrame:
    """Find reports of published sources that repeat another report of the same thing."""
    ordered = table.assign(rank=table["basis"].map(precedence())).sort_values(["rank", "partner"], kind="stable")
    declared = ordered[[*CELL, "low", "high", "answer"]]
    repeats = declared.duplicated() & ordered["basis"].isin(COPIED) & declared[["high", "answer"]].notna().any(axis=1)
    return table.assign(is_independent=~repeats.reindex(table.index))


def _contributions(
    described: pd.DataFrame, unstated: pd.DataFrame, table: pd.DataFrame
) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Cells add up to counts; counts and the chosen counts make the difference.

    Returns:
        The contributions, and those to answers and to values that are missing: their terms count.
    """
    positions = table[[*KEY, "low", "high", *_COUNTS]].assign(output_row=range(len(table)))
    added = pd.concat([described, unstated]).merge(positions, on=KEY, how="inner", validate="m:1")
    largest = added.groupby("output_row")["value"].transform("max")
    is_largest = (added["value"] == largest) & ~added[added["value"] == largest].duplicated("output_row").reindex(
        added.index, fill_value=False
    )
    parts, unshown = [], []
    for name, rows in added.groupby("dataset"):
        unshown.append(edges((TABLE, "answer"), rows["output_row"], (str(name), rows["row_id"]), ADDEND, 0.0))
        for column in _COUNTS:
            used = rows[rows[column].notna() & rows["value"].notna()]
            if column == "count_people_low":
                used = used[(used["low"] == used["high"]) | is_largest.reindex(used.index)]
            source = (str(name), used["row_id"])
            parts.append(edges((TABLE, column), used["output_row"], source, ADDEND, used["value"]))
    return [*parts, *_of_differences(table)], unshown


def _of_differences(table: pd.DataFrame) -> list[pd.DataFrame]:
    row = pd.Series(range(len(table)), index=table.index)
    chosen = table.loc[table["is_chosen"], CELL].assign(chosen_row=row[table["is_chosen"]])
    alongside = table.merge(chosen, on=CELL, how="left", validate="m:1")
    known = alongside["relative_difference_share"].notna()
    is_people = alongside["count_people_low"].notna()
    parts = []
    for unit, of_unit in (("people", known & is_people), ("items", known & ~is_people)):
        for bound in ("low", "high"):
            column = f"count_people_{bound}" if unit == "people" else "count_items"
            for role, at in ((bound, row), (f"chosen_{bound}", alongside["chosen_row"])):
                source = (TABLE, at[of_unit], column)
                figure = (TABLE, "relative_difference_share")
                parts.append(edges(figure, row[of_unit], source, role, alongside[role][of_unit]))
    return parts
