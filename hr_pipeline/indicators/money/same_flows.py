"""Records of money that may be one flow: which pairs there are, what speaks for it, which of the two counts.

A record is all harm reduction money of one area, year, payer and phase in one statement. How statements become lines
belongs to `money_lines.py`; ranks are data: `schemas/money_precedence.csv`.
"""

from typing import NamedTuple, cast

import pandas as pd

from hr_pipeline.indicators.money.money_lines import INTERNATIONAL, NATIONAL
from hr_pipeline.schemas.national_budgets import INTERNATIONAL as DONORS
from hr_pipeline.schemas.precedence_of_money import ranked
from hr_pipeline.schemas.thresholds import thresholds

PLACE = ["iso3", "year"]
RECORD = ["area", "financing_source", "phase", "dataset", "statement"]
CANDIDATES = ["counted", "same_flow", "superseded"]
"""Decisions of a table about its own lines with which another statement may have to do."""
SINGLE_DONORS = ["global_fund", "pepfar"]
SURVEY, BUDGET = "survey_spending", "national_budget_lines"


class Decided(NamedTuple):
    """Lines with their final decisions, and the pairs of records that the decisions rest on."""

    lines: pd.DataFrame
    pairs: pd.DataFrame


def decided(lines: pd.DataFrame, decisions: pd.DataFrame, check_thresholds: pd.DataFrame) -> Decided:
    """Decide on all lines: every dollar counts in one record.

    Args:
        lines: as `money_lines` gives them, with each table's own decisions.
        decisions: `double_count_decisions`.
        check_thresholds: `same_flow` is the share of the larger amount by which two statements of one flow may differ.

    Returns:
        lines with decision, record (its name) and own (its table's decision); pairs with left, right, evidence as
        columns `says_*`, decision, counted and reason.
    """
    named = lines.assign(own=lines["decision"], record=_name(lines))
    known = records(named)
    pairs = _pairs(known, thresholds(check_thresholds)[("same_flow", "high")]).pipe(_declared, decisions)
    states = _settled(known, pairs)
    described = known.assign(state=known.index.map(states).astype("str"))
    return Decided(_with_states(named, described), _with_counted(pairs, described))


def _name(lines: pd.DataFrame) -> pd.Series:
    parts = [lines[name].astype("str") for name in RECORD]
    return parts[0].str.cat(pd.concat(parts[1:], axis=1), sep=":")


def records(lines: pd.DataFrame) -> pd.DataFrame:
    """Add candidate lines up to records, in the order of precedence within each country and year.

    A record of which some lines count is what these lines add up to. An amount without a rate leaves it missing.
    """
    at = [*PLACE, "record"]
    may = lines["own"].isin(CANDIDATES) & ((lines["own"] != "superseded") | (lines["dataset"] == SURVEY))
    chosen = lines[may & lines["iso3"].notna() & (lines["iso3"] != "nan") & lines["year"].notna()]
    best = chosen.groupby(at)["own"].transform("min")
    grouped = chosen[chosen["own"] == best].groupby([*at, *RECORD, "own"])["amount_usd"]
    summed = grouped.agg(lambda amounts: amounts.sum(skipna=False)).round(2).reset_index(name="usd")
    order = ["iso3", "year", "is_part", "rank", "own", "record"]
    placed = ranked(summed).assign(is_part=summed["area"] != NATIONAL)
    return placed.sort_values(order, ignore_index=True).assign(order=lambda d: d.index)


def _pairs(known: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Pair the records of one country and year that may state one flow, with what speaks for it."""
    both = known.merge(known, on=PLACE, suffixes=("_left", "_right"))
    both = both[both["order_left"] < both["order_right"]].reset_index(drop=True)
    described = both.assign(**_evidence(both, threshold))
    return described[_is_comparable(described)].pipe(_judged).reset_index(drop=True)


def _evidence(both: pd.DataFrame, threshold: float) -> dict[str, pd.Series]:
    """Tell of each pair what holds; the words are those of the code list `flow_evidence`."""
    one, other = both["financing_source_left"], both["financing_source_right"]
    usd = both[["usd_left", "usd_right"]]
    is_known = usd.notna().all(axis=1)
    agree = is_known & ((usd["usd_left"] - usd["usd_right"]).abs() <= threshold * usd.abs().max(axis=1))
    same = one == other
    together = ((one == DONORS) & other.isin(INTERNATIONAL)) | ((other == DONORS) & one.isin(INTERNATIONAL))
    return {
        "says_same_source_country_year": same,
        "says_same_phase": both["phase_left"] == both["phase_right"],
        "says_other_phase": both["phase_left"] != both["phase_right"],
        "says_single_donor": same & one.isin(SINGLE_DONORS),
        "says_donor_in_budget": (both["dataset_right"] == BUDGET) & other.isin([*INTERNATIONAL, DONORS]),
        "says_amounts_agree": agree,
        "says_amounts_differ": is_known & ~agree,
        "says_amount_missing": ~is_known,
        "says_part_of_country": (both["area_left"] == NATIONAL) & (both["area_right"] != NATIONAL),
        "says_donors_together": together,
        "says_same_survey": (both["dataset_left"] == SURVEY) & (both["dataset_right"] == SURVEY),
    }


def _is_comparable(described: pd.DataFrame) -> pd.Series:
    """Tell which pairs may be one flow.

    One payer; all donors next to one of them; a donor next to donors' money in a budget, which seldom names them; an
    unnamed payer with the same amount.
    """
    other_table = described["dataset_left"] != described["dataset_right"]
    other_words = other_table | (described["statement_left"] != described["statement_right"])
    same_area = described["area_left"] == described["area_right"]
    unnamed = (described["financing_source_left"] == "unknown") ^ (described["financing_source_right"] == "unknown")
    one_payer = described["says_same_source_country_year"] & other_words
    covered = described["says_donors_together"] & (other_words | (described["own_right"] == "same_flow"))
    through_budget = (
        described["says_donor_in_budget"] & described["financing_source_left"].isin(INTERNATIONAL) & other_table
    )
    by_amount = unnamed & other_table & described["says_amounts_agree"]
    in_phase = described["says_same_phase"] & (same_area | described["says_part_of_country"])
    across = described["says_other_phase"] & described["says_same_source_country_year"] & other_table & same_area
    is_open = {side: described[f"own_{side}"] != "superseded" for side in ("left", "right")}
    among = (is_open["left"] & is_open["right"]) | described["says_same_survey"]
    return among & ((in_phase & (one_payer | covered | through_budget | by_amount)) | across)


def _judged(described: pd.DataFrame) -> pd.DataFrame:
    """Decide what the evidence decides; the rest is undecided."""
    same = described["says_same_source_country_year"]
    is_one = (
        (same & described["says_amounts_agree"])
        | described["says_single_donor"]
        | (same & described["says_part_of_country"])
        | described["says_same_survey"]
        | described["says_other_phase"]
        | (described["own_right"] == "same_flow")
    )
    return described.assign(decision=is_one.map({True: "same_flow", False: "undecided"}), reason=described["why_left"])


def _declared(pairs: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Let those who know decide, in whichever order they name the records."""
    texts = decisions.astype(dict.fromkeys(["iso3", "left_record", "right_record", "decision", "source"], "str"))
    swapped = texts.rename(columns={"left_record": "right_record", "right_record": "left_record"})
    declared = pd.concat([texts, swapped], ignore_index=True).rename(
        columns={"left_record": "record_left", "right_record": "record_right", "decision": "declared", "source": "who"}
    )
    key = [*PLACE, "record_left", "record_right"]
    found = pairs.merge(declared[[*key, "declared", "who"]].drop_duplicates(key), on=key, how="left", validate="m:1")
    is_declared = found["declared"].notna()
    return found.assign(
        says_declared=is_declared,
        decision=found["decision"].mask(is_declared, found["declared"]),
        reason=found["reason"].mask(is_declared, found["who"]),
    ).drop(columns=["declared", "who"])


def _settled(known: pd.DataFrame, pairs: pd.DataFrame) -> dict[int, str]:
    """Go through the records by precedence: one counts unless it is, or may be, what one before it states already.

    What is one flow with an undecided record is left out for good, so that the upper bound holds it once.
    """
    in_phase = pairs[pairs["says_same_phase"]]
    before = dict(iter(in_phase.groupby("order_right")))
    states: dict[int, str] = dict(known["own"])
    for order, rows in before.items():
        at = cast("int", order)  # order_right holds positions, the stubs know any key
        own = states[at]
        counts = rows["order_left"].map(states).isin(["counted", "undecided"])
        states[at] = _state(own, set(rows.loc[counts, "decision"]), bool(rows["says_declared"].any()))
    return states


def _state(own: str, declared: set[str], is_declared: bool) -> str:
    """Say what becomes of a record, from what was decided about it and the records before it."""
    if own != "counted" and not (is_declared and declared == {"different"}):
        return own
    return next((state for state in ("same_flow", "undecided") if state in declared), "counted")


def _with_states(lines: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Give lines the decision on their record, where their own table leaves it open."""
    at = [*PLACE, "record", "own"]
    found = lines.merge(described[[*at, "state"]], on=at, how="left", validate="m:1")
    return found.assign(decision=found["state"].fillna(found["own"])).drop(columns="state")


def _with_counted(pairs: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Say which side counts, and add the records of donors' money that nobody else states."""
    counts = {side: pairs[f"order_{side}"].map(described["state"]) == "counted" for side in ("left", "right")}
    counted = (
        pd.Series("neither", index=pairs.index)
        .mask(counts["left"], "left")
        .mask(counts["right"], "right")
        .mask(counts["left"] & counts["right"], "both")
    )
    explained = [pairs.loc[pairs["says_same_phase"], f"order_{side}"] for side in ("left", "right")]
    alone = described[(described["state"] == "same_flow") & ~described["order"].isin(pd.concat(explained))]
    sides = {name: f"{name}_left" for name in described if name not in PLACE}
    single = alone.rename(columns=sides).assign(
        decision="same_flow", counted="neither", says_no_counterpart=True, reason=alone["why"]
    )
    return pd.concat([pairs.assign(counted=counted), single], ignore_index=True)
