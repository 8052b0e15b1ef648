"""The README's example runs as it stands, on a release."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.slow
def test_the_researchers_lines_answer_on_a_release(demonstration_home, tmp_path, monkeypatch, capsys):
    lines = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(lines) == 1
    (tmp_path / "data").symlink_to(demonstration_home, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(lines[0], names)
    assert all(len(table) for table in names["answers"].values())
    printed = capsys.readouterr().out
    assert "KAZ" in printed and all(question in printed for question in names["questions"])
