"""The JSON Schema for editors takes every packaged layout and every draft, and marks slips."""

from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft202012Validator

from hr_pipeline.sources.national_budgets.layout_schema import layout_schema
from hr_pipeline.sources.national_budgets.suggest import suggest
from hr_pipeline_tests.formats.made import delivered
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT
from hr_pipeline_tests.sources.national_budgets.unknown import EVERY

validator = Draft202012Validator(layout_schema())
FOLDER = files("hr_pipeline.sources.national_budgets") / "layouts"
PACKAGED = sorted((file for file in FOLDER.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)


def errors(text: str) -> list[str]:
    return [error.message for error in validator.iter_errors(yaml.load(text, Loader=yaml.BaseLoader))]


@pytest.mark.parametrize("file", PACKAGED, ids=lambda file: file.name)
def test_a_packaged_layout_is_valid(file):
    assert errors(file.read_text(encoding="utf-8")) == []


def test_a_draft_is_valid_but_for_what_is_to_be_filled_in(tmp_path):
    budget = EVERY[0]()
    draft = suggest(delivered(tmp_path, budget.content, f"national_budgets/{budget.path}")).draft
    assert all("FILL IN" in message for message in errors(draft))


@pytest.mark.parametrize(
    "line", ["numbers: dot", "phase: budget", "format: excel", "unit: thousands", "columns: {program: P}"]
)
def test_a_slip_is_marked(line):
    assert errors(f"{LAYOUT}{line}\n")
