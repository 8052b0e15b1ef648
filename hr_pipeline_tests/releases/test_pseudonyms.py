import pandas as pd

from hr_pipeline.releases.pseudonyms import without_files

NAMES = {"global_fund/ivan.csv": "confidential/1", "global_fund/ivan.csv.old": "confidential/2"}


def test_the_name_of_a_confidential_file_is_replaced_wherever_a_text_holds_it():
    table = pd.DataFrame({"publication": ["global_fund/ivan.csv", "b.csv"], "amount_usd": [1.0, 2.0]})
    replaced = table.assign(replaced_by=["", "b.csv global_fund/ivan.csv.old"]).astype({"publication": "category"})
    found = without_files(replaced, NAMES)
    assert found["publication"].tolist() == ["confidential/1", "b.csv"]
    assert found["replaced_by"].tolist() == ["", "b.csv confidential/2"]
    assert found["publication"].dtype == "category"
    assert "global_fund/ivan.csv" not in found["publication"].cat.categories


def test_a_table_that_names_no_such_file_is_given_back_as_it_is():
    table = pd.DataFrame({"publication": ["b.csv"], "amount_usd": [1.0]})
    assert without_files(table, NAMES) is table
    assert without_files(table, {}) is table
