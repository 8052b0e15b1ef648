import shutil

import dagster as dg
import pandas as pd
import pytest

from hr_pipeline.defs.desired import LANDING_NOTE
from hr_pipeline.defs.releases import StaleTables, gather
from hr_pipeline.defs.store import TableStore, Workplace, read_table, stored_inputs
from hr_pipeline.ingest.ingest import empty
from hr_pipeline.paths import Home
from hr_pipeline.releases.files import read_notes, write_parquet
from hr_pipeline.schemas.gate import Built


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_HOME", str(tmp_path))


def context(name: str) -> dg.OutputContext:
    return dg.build_output_context(asset_key=dg.AssetKey(name))


def test_the_list_of_deliveries_keeps_which_landing_folder_it_was_made_of(tmp_path):
    """Without it no release is known to be what the landing folder gives, and the sensor builds for ever."""
    made = Built("sources", empty("sources"), notes={LANDING_NOTE: "abc"})
    TableStore(workplace=Workplace()).handle_output(context("sources"), made)
    assert read_notes(Home(tmp_path).table("sources"))[LANDING_NOTE] == "abc"


def test_what_has_not_passed_the_gate_is_not_written(tmp_path):
    store = TableStore(workplace=Workplace())
    with pytest.raises(TypeError, match="only tables that passed the gate"):
        store.handle_output(context("countries"), pd.DataFrame({"iso3": ["KAZ"]}))
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_missing_table_says_what_to_materialise(tmp_path):
    store = TableStore(workplace=Workplace())
    with pytest.raises(FileNotFoundError, match="materialise countries first"):
        store.load_input(dg.build_input_context(asset_key=dg.AssetKey("countries")))


def test_a_table_and_what_lies_next_to_it_come_back_as_they_were_written(tmp_path):
    store = TableStore(workplace=Workplace())
    store.handle_output(context("countries"), Built("countries", empty("countries"), notes={"inputs": "sources=abc"}))
    loaded = store.load_input(dg.build_input_context(asset_key=dg.AssetKey("countries")))
    assert loaded.name == "countries"
    assert stored_inputs(Home(tmp_path).table("countries")) == {"sources": "abc"}
    pd.testing.assert_frame_equal(loaded.frame(), empty("countries"))


def test_tables_of_two_builds_are_not_released_together(demonstration_home, tmp_path):
    """Somebody materialises one asset in the UI after its input has changed: the release must not mix them."""
    assert len(gather(Home(demonstration_home)).tables) > 10
    home = Home(shutil.copytree(demonstration_home, tmp_path / "home"))
    file = home.table("price_index")
    write_parquet(read_table(file).iloc[:-1], "price_index", file)
    with pytest.raises(StaleTables, match="funding_gap was made of another price_index"):
        gather(home)
