"""Which lines of grant money count: however one table is split, copied, renamed or dated, its totals stay."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hr_pipeline.indicators.grants.publications import Decided, decided
from hr_pipeline_tests.indicators.frames import rows

JANUARY, JUNE = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-06-24")
PERIODS, MODULES = (
    ["MDA-C-XP01", "UKR-C-YP02", "QNB-H-ZP01"],
    ["Prevention package for PUD", "Program management", None],
)
CENT = 0.01


def table(years: tuple[int | None, ...] = (2024, 2025, 2026)) -> pd.DataFrame:
    """A grant table in which every line has a key of its own and an amount in cents."""
    random = np.random.default_rng(7)
    lines = [
        {"implementation_period": period, "module": module, "intervention": f"{module} {number}", "year": year}
        for period in PERIODS
        for module in MODULES
        for number in range(2)
        for year in years
    ]
    amounts = random.integers(-20_000, 5_000_000, len(lines)) / 100
    return rows("grant_budget_lines", *(line | {"amount_usd": usd} for line, usd in zip(lines, amounts, strict=True)))


def published(lines: pd.DataFrame, name: str, vintage: pd.Timestamp | None = None) -> pd.DataFrame:
    return lines.astype({"publication": "str"}).assign(publication=name, vintage=pd.Series(vintage, lines.index))


def together(*parts: pd.DataFrame) -> Decided:
    every = pd.concat([part.astype({"vintage": "datetime64[ns]"}) for part in parts], ignore_index=True)
    return decided(every.assign(row_id=pd.array(range(len(every)), dtype="Int64")))


def totals(found: Decided) -> pd.Series:
    counts = found.lines[found.lines["standing"] == "counted"]
    texts = counts.astype({"year": "str", "module": "str"}).fillna({"module": "none"})
    return texts.groupby(["year", "module"])["amount_usd"].sum()


def agree(found: Decided, whole: Decided) -> bool:
    both = pd.concat({"found": totals(found), "whole": totals(whole)}, axis=1).fillna(0.0)
    return bool((both["found"] - both["whole"]).abs().max() < CENT)


WHOLE = table()
BASE = together(published(WHOLE, "whole"))


@pytest.mark.parametrize("vintage", [None, JANUARY, JUNE])
def test_an_extract_next_to_the_whole_table_adds_nothing_and_takes_nothing_away(vintage):
    extract = WHOLE[WHOLE["module"] == MODULES[0]].head(5)
    found = together(published(WHOLE, "whole", JANUARY), published(extract, "extract", vintage))
    assert agree(found, BASE) and not found.conflicts


def test_a_table_split_by_module_into_two_files_adds_up():
    is_first = WHOLE["module"] == MODULES[0]
    found = together(published(WHOLE[is_first], "a"), published(WHOLE[~is_first], "b"))
    assert agree(found, BASE) and set(found.roles.values()) == {"part"}


def test_a_table_split_by_year_adds_up():
    found = together(*(published(part, str(year)) for year, part in WHOLE.groupby("year")))
    assert agree(found, BASE) and set(found.roles.values()) == {"part"}


def test_a_later_revision_without_years_keeps_the_calendar_scaled():
    sums = WHOLE.assign(year=pd.NA).groupby(["implementation_period", "module", "intervention"], dropna=False)
    yearless = table((None,)).drop(columns="amount_usd")
    key = ["implementation_period", "module", "intervention"]
    plain = sums["amount_usd"].sum().reset_index().astype(dict.fromkeys(key, "str"))
    scaled = yearless.astype(dict.fromkeys(key, "str")).merge(plain, on=key, validate="1:1")
    later = scaled.assign(amount_usd=(scaled["amount_usd"] * 2).round(2))[WHOLE.columns]
    found = together(published(WHOLE, "yearly", JANUARY), published(later, "later", JUNE))
    assert found.roles["later"] == "yearless"
    counts = found.lines[found.lines["standing"] == "counted"]
    assert counts.loc[counts["is_year_profile"], "year"].notna().all()
    assert abs(counts["amount_usd"].sum() - later["amount_usd"].sum()) < CENT
    by_year = counts.groupby("year")["amount_usd"].sum() / WHOLE.groupby("year")["amount_usd"].sum()
    assert by_year.loc[2024:2026].between(1.9, 2.1).all()


def test_a_revision_replaces_within_what_it_covers_only():
    own = WHOLE[(WHOLE["implementation_period"] == PERIODS[0]) & (WHOLE["year"] == 2025)]
    revised = own.assign(amount_usd=own["amount_usd"] + 1)
    found = together(published(WHOLE, "whole", JANUARY), published(revised, "revision", JUNE))
    assert found.roles["revision"] == "revision"
    change = totals(found).sum() - totals(BASE).sum()
    assert abs(change - len(own)) < CENT


def test_two_tables_of_one_date_that_disagree_are_refused_by_name():
    own = WHOLE.head(9)
    other = own.assign(amount_usd=own["amount_usd"] + 1)
    found = together(published(WHOLE, "whole"), published(other, "other"))
    assert agree(found, BASE)
    assert found.conflicts == {"other": "whole"}


def test_a_copy_in_another_grain_adds_nothing():
    key = ["implementation_period", "module", "intervention"]
    sums = WHOLE.astype(dict.fromkeys(key, "str")).groupby(key, dropna=False)["amount_usd"].sum().reset_index()
    coarse = table((None,)).drop(columns="amount_usd").astype(dict.fromkeys(key, "str"))
    coarse = coarse.merge(sums, on=key, validate="1:1")[WHOLE.columns]
    for vintage in (None, JUNE):
        found = together(published(WHOLE, "yearly"), published(coarse, "coarse", vintage))
        assert agree(found, BASE) and found.roles["coarse"] == "extract"


def test_two_copies_without_years_do_not_refuse_the_table_with_years():
    """Their money is stated once, however often it is delivered, when it is compared with the money with years."""
    key = ["implementation_period", "module", "intervention"]
    other = WHOLE.iloc[:3].assign(implementation_period=WHOLE["implementation_period"].iloc[3] + "-other")
    yearly = pd.concat([WHOLE, other], ignore_index=True)
    sums = WHOLE.astype(dict.fromkeys(key, "str")).groupby(key, dropna=False)["amount_usd"].sum().reset_index()
    coarse = table((None,)).drop(columns="amount_usd").astype(dict.fromkeys(key, "str"))
    coarse = coarse.merge(sums, on=key, validate="1:1")[WHOLE.columns]
    found = together(published(yearly, "yearly"), published(coarse, "text"), published(coarse, "workbook"))
    assert agree(found, together(published(yearly, "yearly"))) and not found.conflicts
    assert [found.roles["text"], found.roles["workbook"]] == ["extract", "extract"]


DATES = st.sampled_from([None, JANUARY, JUNE])


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_any_split_subset_order_and_date_gives_the_totals_of_the_one_table_or_names_the_file(data: st.DataObject):
    column = data.draw(st.sampled_from(["rows", "year", "module", "implementation_period"]))
    if column == "rows":
        pick = pd.Series(data.draw(st.lists(st.integers(0, 3), min_size=len(WHOLE), max_size=len(WHOLE))))
    else:
        groups = WHOLE[column].astype("object").fillna("none").astype("str")
        chosen = {name: data.draw(st.integers(0, 3)) for name in sorted(groups.unique())}
        pick = groups.map(chosen)
    parts = [published(part, f"{number}.csv", data.draw(DATES)) for number, part in WHOLE.groupby(pick.to_numpy())]
    if data.draw(st.booleans()):
        parts.append(published(WHOLE, data.draw(st.sampled_from(["0", "z"])), data.draw(DATES)))
    ordered: list[Any] = data.draw(st.permutations(parts))
    found = together(*ordered)
    assert agree(found, BASE) or found.conflicts
