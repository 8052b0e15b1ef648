"""Hostile and broken files are refused with a message, within 10 s of processor time and 512 MiB each."""

import json
import subprocess
import sys

import pytest

from hr_pipeline_tests.formats.hostile_files import WHOLE, write
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read, wide


@pytest.mark.slow
def test_each_is_refused_within_its_limits(tmp_path):
    folder, good = tmp_path / "hostile", tmp_path / "good.xlsx"
    folder.mkdir()
    good.write_bytes(WHOLE)
    says = write(folder)
    command = [sys.executable, "-m", "hr_pipeline_tests.formats.hostile_reader", str(folder), str(good)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {one["name"]: one for one in map(json.loads, lines)}
    assert set(found) == set(says)
    assert {name: one["message"] for name, one in found.items() if says[name] not in one["message"]} == {}
    assert [name for name, one in found.items() if says[name] and not one["message"]] == []
    assert [one for one in found.values() if one["memory"] > 512 or one["seconds"] > 10] == []


def test_a_run_goes_on_next_to_them(tmp_path):
    layout = wide("format: workbook")
    files = {f"KEN/{name}": WHOLE[:size] for name, size in (("good.xlsx", len(WHOLE)), ("bad.xlsx", 900))}
    found = read(
        tmp_path, files | {f"{name}.layout.yaml": layout for name in files} | {"KEN/bad.csv.layout.yaml": LAYOUT}
    )
    assert "expected a workbook that opens" in found.refusal
    assert found.table["amount_lcu"].tolist() == [17]
