"""Single files: Parquet that explains itself, CSV that no spreadsheet program runs, JSON that every reader takes."""

import io

import pandas as pd
import pyarrow.parquet as pq
import pytest

from hr_pipeline.provenance.fingerprint import fingerprint
from hr_pipeline.releases.files import read_notes, write_csv, write_json, write_parquet
from hr_pipeline_tests.indicators.frames import rows
from hr_pipeline_tests.releases.builds import simple


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path, text):
    table = pd.DataFrame({"plain": [text], "coded": [text]}).astype({"coded": "category"})
    write_csv(table, tmp_path / "a.csv")
    found = pd.read_csv(tmp_path / "a.csv", dtype="str")
    assert found.iloc[0].tolist() == [f"'{text}"] * 2


def test_negative_numbers_lone_signs_and_missing_values_are_left_alone(tmp_path):
    table = pd.DataFrame({"amount": [-1.5, None], "count": [-3, 4], "text": ["-", None], "name": ["a=b", "Bălți"]})
    write_csv(table, tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    found = pd.read_csv(io.BytesIO(content), keep_default_na=False, dtype="str")
    assert found.to_numpy().tolist() == [["-1.5", "-3", "-", "a=b"], ["", "4", "", "Bălți"]]


def test_the_csv_twin_holds_the_numbers_of_the_parquet_table(release):
    for file in (release.published.folder / "csv").glob("*.csv"):
        table = release.read(f"tables/{file.stem}.parquet")
        twin = pd.read_csv(file)
        numbers = [name for name, kind in table.dtypes.items() if str(kind) in ("float64", "Int64")]
        assert twin.columns.tolist() == table.columns.tolist()
        pd.testing.assert_frame_equal(twin[numbers].astype("float64"), table[numbers].astype("float64"), rtol=0, atol=0)


def test_parquet_fields_carry_unit_description_and_formula(release):
    schema = pq.read_schema(release.published.folder / "tables" / "funding_gap.parquet")
    described = {key.decode(): value.decode() for key, value in schema.field("gap_usd").metadata.items()}
    assert described["unit"] == "current US$"
    assert described["formula"] == "max(0, need - available - unknown_payers)"
    assert described["description"].startswith("Need less reported and imputed money")
    for file in release.published.folder.rglob("*.parquet"):
        for field in pq.read_schema(file):
            assert field.metadata and field.metadata[b"description"], (file.name, field.name)


def test_parquet_says_which_table_it_is_and_its_fingerprint(release):
    notes = read_notes(release.published.folder / "tables" / "funding_gap.parquet")
    assert (notes["table"], notes["keys"]) == ("funding_gap", '["iso3", "year", "service"]')
    assert len(notes["fingerprint"]) == 64


def test_a_table_comes_back_with_its_kinds(tmp_path):
    table = simple().tables["harm_reduction_funding"]
    write_parquet(table, "harm_reduction_funding", tmp_path / "new" / "a.parquet")
    found = pd.read_parquet(tmp_path / "new" / "a.parquet")
    assert found.dtypes.astype("str").to_dict() == table.dtypes.astype("str").to_dict()
    assert fingerprint(found) == fingerprint(table)
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["a.parquet"]


def test_codes_that_are_all_missing_are_still_text_for_every_reader(tmp_path):
    missing = pd.Series([float("nan")] * 2, dtype="category")
    table = rows("price_index", {"year": 2023}, {"year": 2024}).assign(steps=missing)
    write_parquet(table, "price_index", tmp_path / "a.parquet")
    assert fingerprint(pd.read_parquet(tmp_path / "a.parquet")) == fingerprint(table)


def test_what_is_no_json_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json({"value": float("nan")}, tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()
