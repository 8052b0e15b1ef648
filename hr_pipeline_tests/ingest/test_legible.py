import pandas as pd
import pytest

from hr_pipeline.ingest.legible import legible, legible_text
from hr_pipeline_tests.sources.national_budgets.tables import LAYOUT, read


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x07", "\x7f", "\x9b", "\u202e"])
def test_what_a_terminal_would_obey_is_escaped(sign):
    shown = legible_text(f"a{sign}b")
    assert sign not in shown and shown.startswith("a\\") and shown.endswith("b")


@pytest.mark.parametrize("text", ["Программа 1", "سوزن", "two\nlines\tand a tab", "ã é ñ", "a\u200fb"])
def test_what_people_write_stays_as_it_is(text):
    assert legible_text(text) == text


@pytest.mark.parametrize("kind", ["str", "category"])
def test_a_column_is_escaped_and_missing_stays_missing(kind):
    given = pd.DataFrame(
        {"a": pd.Series(["x\x1b", None, "y"], dtype="str").astype(kind), "raw_value": ["\x1b", "", ""]}
    )
    found = legible(given)
    assert found["a"].dtype.name == kind and found["a"].astype("object").tolist()[::2] == ["x\\x1b", "y"]
    assert found["a"].isna().tolist() == [False, True, False] and found["raw_value"].tolist() == ["\x1b", "", ""]


def test_nothing_is_copied_where_nothing_commands():
    given = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
    assert legible(given) is given


def test_a_reader_hands_on_no_text_that_commands(tmp_path):
    content = "Programme,Amount\n\x1b]0;owned\x07Syringes,5\nOther,\x1b[2J\n"
    found = read(tmp_path, {"KEN/a.csv": content, "KEN/a.csv.layout.yaml": LAYOUT})
    assert found.table["programme"].tolist() == ["\\x1b]0;owned\\x07Syringes"]
    assert "\x1b" not in found.rejects.to_csv()
