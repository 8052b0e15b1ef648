"""BOOST, data packages, the GAM funding matrix, NASA and PEPFAR: made tables in their published columns.

Real files of GAM's matrix, NASA and PEPFAR were not at hand; their columns are those that public readers of them name.
"""

import json

import pandas as pd
import pytest

from hr_pipeline.sources.national_budgets.spending_categories import _listed, categorised
from hr_pipeline_tests.sources.national_budgets.tables import read, workbook

GOLD = "country_name,year,admin1,func,econ,is_foreign,approved,revised,executed\n"
MOLDOVA = (
    "year,admin1,admin2 (code),admin2 (label),func1 (code),func1 (label),func2 (code),func2 (label),econ2 (code),"
    "econ2 (label),fin_source,transfer,approved,adjusted,executed\n"
)
KENYA = (
    "Year,Class,Vote_Groups_adm1,National_Government_Votes_&_Counties_adm2,Sector_prog1,Programme_pro2,"
    "Sub-programme_prog3,Chapter_econ2,Item_econ4,SOF2,Final_Budget_Approved_Estimate,"
    "Final_Expenditure_Total_Payment_Comm.\n"
)


def by(found, *keys: str, amount: str = "amount_lcu") -> dict:
    return found.table.groupby(list(keys), observed=True, dropna=False)[amount].sum().to_dict()


def test_boost_gold_holds_many_countries_each_in_its_own_currency(tmp_path):
    text = GOLD + "Kenya,2019,Health,Health,Goods,False,10,11,12\nMoldova,2019,Health,Health,Goods,True,5,,7\n"
    found = read(tmp_path, {"boost/gold.csv": text})
    assert by(found, "iso3", "currency", "financing_source", "phase") == {
        ("KEN", "KES", "domestic_public", "budget"): 10,
        ("KEN", "KES", "domestic_public", "revised_budget"): 11,
        ("KEN", "KES", "domestic_public", "executed"): 12,
        ("MDA", "MDL", "other_international", "budget"): 5,
        ("MDA", "MDL", "other_international", "executed"): 7,
    }
    assert set(found.table["classification"]) == {"COFOG"}


def test_boost_gold_rejects_a_region_and_may_lack_columns(tmp_path):
    text = "country_name,year,func,econ,approved,executed\nEurope,2019,Health,Goods,1,1\nKenya,2019,Health,Goods,1,2\n"
    found = read(tmp_path, {"boost/gold.csv": text})
    assert found.counts == {"read": 4, "accepted": 2, "rejected": 2}
    assert set(found.table["financing_source"]) == {"unknown"}


def test_boost_leaves_transfers_out_in_both_languages_of_its_filter(tmp_path):
    row = "2014,Central,1,Health,09,Healthcare,0901,Metadon,113,Goods,{fund},{transfer},1,2,3\n"
    kinds = ["Excluding transfers", "Cu exceptia transferurilor", "Transfers"]
    rows = [row.format(fund="Basic", transfer=kind) for kind in kinds]
    rows.append(row.format(fund="Externally financed projects", transfer="Excluding transfers"))
    found = read(tmp_path, {"MDA/boost.csv": MOLDOVA + "".join(rows)})
    assert found.counts == {"read": 12, "accepted": 9, "rejected": 0, "transfer": 3}
    assert by(found, "financing_source", "phase")["other_international", "executed"] == 3
    assert set(found.table["service"]) == {"opioid_agonist_therapy"}
    assert set(found.table["classification_code"]) == {"09"}


def test_boost_kenya_labels_a_year_by_its_end_and_keeps_donors_apart(tmp_path):
    row = "{year},{kind},V,Health,04 Health,AIDS,National AIDS Control,{chapter},Item,{fund},100,90\n"
    given = [
        ("FY13/14", "1 Expenditure", "21", "00"),
        ("FY13/14", "1 Expenditure", "21", "33"),
        ("FY13/14", "2 Revenue", "21", "00"),
        ("FY13/14", "1 Expenditure", "52", "00"),
        ("FY14/15", "1 Expenditure", "21", "00"),
    ]
    rows = [row.format(year=y, kind=k, chapter=c, fund=f) for y, k, c, f in given]
    found = read(tmp_path, {"KEN/boost.csv": KENYA + "".join(rows)})
    assert found.counts == {"read": 10, "accepted": 4, "rejected": 0, "not_read": 6}
    assert by(found, "year", "phase", "financing_source")[2014, "executed", "other_international"] == 90
    assert str(found.table["fiscal_year_start"].iloc[0].date()) == "2013-07-01"


PACKAGE = {
    "name": "budget",
    "countryCode": "AM",
    "resources": [
        {"path": "data/budget.csv", "schema": {"fields": [{"name": n} for n in ("year", "func", "program", "x", "a")]}}
    ],
    "mapping": {
        "measures": {"a": {"source": "a", "currency": "AMD", "direction": "expenditure", "phase": "executed"}},
        "dimensions": {
            "date": {"dimensionType": "datetime", "attributes": {"year": {"source": "year"}}},
            "function": {
                "dimensionType": "classification",
                "classificationType": "functional",
                "attributes": {"func": {"source": "func"}},
            },
            "activity": {"dimensionType": "activity", "attributes": {"program": {"source": "program"}}},
            "other": {
                "dimensionType": "other",
                "attributes": {"fin_source": {"source": "x"}, "transfer": {"source": "t"}},
            },
        },
    },
}
BUDGET = "year,func,program,x,t,a\n2014,07,Methadone,State,Excluding transfers,5\n2014,07,Roads,Grant,Transfers,6\n"


def test_a_fiscal_data_package_is_a_layout(tmp_path):
    found = read(tmp_path, {"ARM/budget.csv": BUDGET, "ARM/datapackage.json": json.dumps(PACKAGE)})
    assert found.counts == {"read": 2, "accepted": 1, "rejected": 0, "transfer": 1}
    line = found.table.iloc[0]
    assert (line["phase"], line["currency"], line["year"], line["amount_lcu"]) == ("executed", "AMD", 2014, 5)
    assert (line["service"], line["classification_label"]) == ("opioid_agonist_therapy", "07")
    assert found.cells_again() == ["5"]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["countryCode"], "MD", "expected the country of the folder, ARM, found MDA"),
        (["mapping", "measures", "a", "phase"], "planned", "one of the phases approved, adjusted, executed"),
        (["mapping", "measures", "a", "currency"], "dram", "expected an ISO 4217 currency code"),
        (["mapping", "measures"], {}, "expected `mapping.measures`"),
        (["mapping", "dimensions", "date"], {}, "a date dimension, or a fiscalPeriod within one year"),
    ],
)
def test_a_package_that_says_too_little_is_refused(tmp_path, path, value, says):
    package = json.loads(json.dumps(PACKAGE))
    *above, last = path
    inner = package
    for key in above:
        inner = inner[key]
    inner[last] = value
    found = read(tmp_path, {"ARM/budget.csv": BUDGET, "ARM/datapackage.json": json.dumps(package)})
    assert says in found.refusal


def test_a_package_without_its_table_is_refused_and_says_which(tmp_path):
    found = read(tmp_path, {"ARM/boost.datapackage.json": json.dumps(PACKAGE)})
    assert "expected the table it describes next to it, found none of: budget.csv" in found.refusal


MATRIX = [
    ["Reporting cycle", "ISO", "Year", "Programme categories", "Domestic public", "Domestic private", "Global Fund"],
    ["Moldova", "MDA", 2019, "Needle-syringe and other commodity programmes", 10, None, 30],
    ["Moldova", "MDA", 2019, "Opioid substitution therapy", 1, 2, 3],
    ["Moldova", "MDA", 2019, "Prevention for people who inject drugs, not disaggregated", 4, None, None],
    ["Moldova", "MDA", 2019, "Antiretroviral treatment", 7, None, None],
    ["Moldova", "MDA", 2019, "TOTAL GRAND", 22, 2, 33],
]


@pytest.mark.parametrize(
    ("name", "header", "above"),
    [
        ("GARPR16-GAM2020ProgrammeExpenditures.xlsx", "Reporting cycle", 3),
        ("x-GAM2024-Expenditures.xlsx", "Country", 2),
    ],
)
def test_the_gam_funding_matrix_is_found_wherever_its_header_stands(tmp_path, name, header, above):
    rows = [["HIV expenditures"], *[[]] * (above - 1), [header, *MATRIX[0][1:], "Total"]]
    rows += [[*row, sum(cell or 0 for cell in row[4:])] for row in MATRIX[1:]]
    found = read(tmp_path, {f"unaids/{name}": workbook({"Notes": [["about"]], "Matrix": rows})})
    assert by(found, "financing_source", amount="amount") == {
        "domestic_public": 22,
        "domestic_private": 2,
        "global_fund": 33,
    }
    named = found.table.dropna(subset=["service"]).groupby("service", observed=True)["amount"].sum()
    assert named.to_dict() == {"needle_syringe_programme": 40, "opioid_agonist_therapy": 6, "unattributed": 4}
    bucket = found.table[found.table["unallocable"].notna()]
    assert bucket["unallocable"].tolist() == ["not_disaggregated"]
    assert set(found.table["phase"]) == {"expended"}
    assert found.counts["subtotal"] == 3


NASA_2009 = "Transaction,Country,Year,FS,FA,PS,ASC,ASC label,BP,PF,Amount\n"


def nasa(tmp_path, *rows: str):
    return read(tmp_path, {"nasa/t.csv": NASA_2009 + "\n".join(rows) + "\n"})


def test_nasa_counts_each_transaction_once_and_keeps_its_buckets(tmp_path):
    first = "1,Moldova,2012,FS.01.01,FA.01,PS.01,ASC.01.10,Harm reduction,BP.02.01,PF.01,100"
    bucket = "2,Moldova,2012,FS.03.02,FA.01,PS.01,ASC.01.10.98,,BP.02.01,PF.01,50"
    split = "3,Moldova,2012,FS.03.02,FA.01,PS.01,ASC.01.10.05,Sterile syringe and needle exchange,BP.02.01,PF.{},7"
    found = nasa(tmp_path, first, first, bucket, split.format("01"), split.format("02"))
    assert found.counts == {"read": 5, "accepted": 4, "rejected": 0, "duplicate": 1}
    assert by(found, "service", "financing_source", amount="amount") == {
        ("other", "domestic_public"): 100,
        ("unattributed", "other_international"): 50,
        ("needle_syringe_programme", "other_international"): 14,
    }
    assert found.table["unallocable"].dropna().tolist() == ["not_disaggregated"]


def test_nasa_vectors_add_up_to_the_same_total(tmp_path):
    found = nasa(
        tmp_path,
        "1,Moldova,2012,FS.01,FA.01,PS.01,ASC.01,,BP.02,PF.01,100",
        "2,Moldova,2012,FS.01,FA.01,PS.01,ASC.01,,,PF.01,50",
    )
    assert "column 'BP', row 3: expected every vector to add up to 150.00" in found.refusal


def test_nasa_knows_its_codes(tmp_path):
    found = nasa(tmp_path, "1,Moldova,2012,FS.01,FA.01,PS.01,ASC.21.01,,BP.02,PF.01,100")
    assert found.counts == {"read": 1, "accepted": 0, "rejected": 1}


def test_every_listed_category_is_known_and_the_buckets_are_marked():
    nasa_codes = pd.DataFrame([row for row in _listed() if row["classification"] == "NASA" and row["code"]])
    asked = nasa_codes.assign(classification_code="ASC." + nasa_codes["code"], classification_label="", beneficiary="")
    found = categorised(asked)
    assert found["is_known"].all()
    is_bucket = nasa_codes["code"].str.endswith((".98", ".99"))
    assert (found["unallocable"].notna() == is_bucket).all()
    assert not found.loc[is_bucket, "service"].isin(["needle_syringe_programme", "opioid_agonist_therapy"]).any()
    crossed = nasa_codes.loc[(nasa_codes["edition"] == "2009") & (nasa_codes["code_2020"] != ""), "code_2020"]
    assert set(crossed) <= set(nasa_codes.loc[nasa_codes["edition"] == "2020", "code"])


def test_pepfar_by_fiscal_year_drops_totals_and_names_people_who_inject(tmp_path):
    text = (
        "operatingunit,country,program,sub_program,interaction_type,beneficiary,sub_beneficiary,2020,2021\n"
        "Ukraine,Ukraine,PREV,Comm. mobilization,SD,Key Populations,People who inject drugs,100,200\n"
        "Ukraine,Ukraine,Total,,,,,100,200\n"
    )
    found = read(tmp_path, {"pepfar/PEPFAR_Program_Expenditures.txt": text.replace(",", "\t")})
    assert by(found, "year", "service", "population", "financing_source", amount="amount") == {
        (2020, "other", "people_who_inject_drugs", "pepfar"): 100,
        (2021, "other", "people_who_inject_drugs", "pepfar"): 200,
    }
    assert found.counts == {"read": 4, "accepted": 2, "rejected": 0, "subtotal": 2}
    assert str(found.table["fiscal_year_start"].iloc[0].date()) == "2019-10-01"


def test_pepfar_by_mechanism_drops_pseudo_agencies_and_keeps_equal_rows(tmp_path):
    head = "country,funding_agency,program,sub_program,beneficiary,sub_beneficiary,fiscal_year,expenditure_amt\n"
    row = "Kenya,{},PREV,Not Disaggregated,Key Populations,People who inject drugs,2021,{}\n"
    rows = [row.format(*pair) for pair in [("USAID", 5), ("USAID", 5), ("Dedup", -5), ("Default", 1)]]
    found = read(tmp_path, {"pepfar/financial.csv": head + "".join(rows)})
    assert found.table["amount"].sum() == 10
    assert found.counts["not_read"] == 2


SPENT = "HIV expenditure by funding source,DOMESTIC_SPENDING_FUND_SOURCE,US$"
AIDSINFO = f"""Indicator,Indicator_GId,Unit,Subgroup,Subgroup_Val_GId,Area,Area ID,Time Period,Data value,Footnote
{SPENT},Total,TOTAL,Kenya,KEN,2019,100,
{SPENT},Domestic Public,DP,Kenya,KEN,2019,40,
{SPENT},International,INT,Kenya,KEN,2019,60,
{SPENT},PEPFAR,PEPFAR,Kenya,KEN,2019,50,
{SPENT},Total,TOTAL,Eastern and southern Africa,UNAESA,2019,900,
Coverage of opioid substitution therapy,PWID_OST_COVERAGE,Percent,Total,TOTAL,Kenya,KEN,2019,12,
"""


def test_of_the_bulk_export_of_aidsinfo_spending_by_source_of_countries_is_read(tmp_path):
    found = read(tmp_path, {"unaids/GAM_2025_en.csv": AIDSINFO})
    assert found.counts["other_subject"] == found.counts["region"] == 1
    described = found.table.astype({"financing_source": "str", "part_of": "str"}).set_index("financing_source")
    assert described["part_of"].fillna("").to_dict() == {
        "all": "",
        "domestic_public": "Total",
        "international": "Total",
        "pepfar": "International",
    }
    assert found.table["amount"].tolist() == [100, 40, 60, 50]
