"""`headline_certainty`: how sure the headlines on the gap, on payers and on the share of HIV money are, by one rule.

The rule is printed with the code list `certainty`: how much of what is asked about is known, and how far the ends of
the headline are apart. The headlines themselves belong to the modules named after them.
"""

import pandas as pd

from hr_pipeline.indicators.common.figures import Figures, edges, placed, published
from hr_pipeline.indicators.common.measures import ratio
from hr_pipeline.schemas.codes import labels
from hr_pipeline.schemas.headlines import PAYERS

TABLE = "headline_certainty"
KEY = ["place", "year"]
HIGH, MEDIUM, LOW, NONE = "high", "medium", "low", "none"
NARROW, WIDE, HALF = 2.0, 5.0, 0.5
"""Upper over lower end below which a headline is sure or fairly sure; the share known from which on it may be."""


def headline_certainty(
    headline_gap: pd.DataFrame, headline_who_pays: pd.DataFrame, headline_share_of_hiv_money: pd.DataFrame
) -> Figures:
    """Grade the headlines of each place and year.

    Args:
        headline_gap: the gap with its ends.
        headline_who_pays: what is known of each payer.
        headline_share_of_hiv_money: shares and the years they rest on.

    Returns:
        The table and its contributions.
    """
    payers = _known_payers(headline_who_pays)
    parts = [_of_gap(headline_gap, payers), _of_payers(payers), _of_share(headline_share_of_hiv_money, payers)]
    table = placed(TABLE, pd.concat(parts, ignore_index=True).pipe(_graded))
    inputs = {
        "headline_gap": headline_gap,
        "headline_who_pays": headline_who_pays,
        "headline_share_of_hiv_money": headline_share_of_hiv_money,
    }
    return published(TABLE, table, _contributions(table), inputs, _terms(table))


def _known_payers(who_pays: pd.DataFrame) -> pd.DataFrame:
    """Give the share of payers and countries that are known, the payers that are not, and what would answer."""
    plain = who_pays.assign(row=who_pays.index).astype({"financing_source": "str"})
    known = plain["reported_usd"].notna()
    named = plain.assign(known=known, missing=plain["financing_source"].where(~known, ""))
    by = named.groupby(KEY)
    return pd.DataFrame(
        {
            "known_share": by["known"].sum() / len(PAYERS),
            "weakest": by["missing"].agg(_listed),
            "answered_by": by["answered_by"].agg(_joined),
            "payer_row": by["row"].first(),
        }
    ).reset_index()


def _listed(names: pd.Series) -> str:
    known = [name.replace("_", " ") for name in names if name]
    return f"Nobody reports: {', '.join(known)}" if known else "The size of the population and the unit costs"


def _joined(texts: pd.Series) -> str:
    return "; ".join(sorted({part for text in texts for part in text.split("; ") if part}))


def _of_gap(gaps: pd.DataFrame, payers: pd.DataFrame) -> pd.DataFrame:
    ends = gaps.assign(row=gaps.index)[[*KEY, "gap_usd_low", "gap_usd_high", "row"]].astype({"place": "str"})
    found = ends.merge(payers, on=KEY, how="left", validate="1:1")
    width = ratio(found["gap_usd_high"], found["gap_usd_low"].where(found["gap_usd_low"] > 0))
    return found.assign(question="gap", width_ratio=width, has_answer=found["gap_usd_high"].notna())


def _of_payers(payers: pd.DataFrame) -> pd.DataFrame:
    return payers.assign(question="who_pays", has_answer=payers["known_share"] > 0)


def _of_share(shares: pd.DataFrame, payers: pd.DataFrame) -> pd.DataFrame:
    """A share of another year's HIV spending is never sure."""
    kept = [*KEY, "hiv_spending_share", "hiv_spending_year"]
    found = shares.assign(share_row=shares.index)[[*kept, "share_row"]].merge(
        payers, on=KEY, how="left", validate="1:1"
    )
    apart = (found["year"] - found["hiv_spending_year"]).abs()
    weakest = found["weakest"].mask(apart > 0, "Budgets and HIV spending are " + apart.astype("str") + " years apart")
    return found.assign(
        question="share_of_hiv_money",
        weakest=weakest.fillna("Nobody reports harm reduction budgets"),
        has_answer=found["hiv_spending_share"].notna(),
    )


def _graded(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows["known_share"].fillna(0.0)
    width = rows["width_ratio"]
    grade = (
        pd.Series(LOW, rows.index)
        .mask((known >= HALF) & (width < WIDE), MEDIUM)
        .mask((known >= 1.0) & (width < NARROW), HIGH)
        .mask(~rows["has_answer"].astype("bool"), NONE)
    )
    words = labels("certainty")
    has_answer = grade != NONE
    return rows.assign(
        known_share=known,
        certainty=grade,
        weakest=rows["weakest"].fillna(""),
        answered_by=rows["answered_by"].fillna(""),
        status="Certainty: " + grade,
        why=grade.map(words).astype("str"),
        obs_status=has_answer.map({True: "E", False: "O"}),
        missing_reason=pd.Series("not_reported", rows.index).where(~has_answer, None),
    )


def _contributions(table: pd.DataFrame) -> list[pd.DataFrame]:
    known = table[table["width_ratio"].notna()]
    return [
        edges(
            (TABLE, "width_ratio"), known.index, ("headline_gap", known["row"].astype("Int64"), f"gap_usd_{end}"), end,
            known[f"gap_usd_{end}"],
        )
        for end in ("low", "high")
    ]  # fmt: skip


def _terms(table: pd.DataFrame) -> list[pd.DataFrame]:
    """What a grade rests on besides its ends: its terms count."""
    places = {"row": "headline_gap", "payer_row": "headline_who_pays", "share_row": "headline_share_of_hiv_money"}
    return [
        edges((TABLE, "known_share"), rows.index, (source, rows[at].astype("Int64"), "status"), "grade", 0.0)
        for at, source in places.items()
        if at in table and len(rows := table[table[at].notna()])
    ]
