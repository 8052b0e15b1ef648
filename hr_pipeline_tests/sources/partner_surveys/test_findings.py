"""Every code that the readers use is explained once, and no explanation is left over."""

import re
from pathlib import Path

from hr_pipeline.schemas.codes import codes
from hr_pipeline.sources import partner_surveys
from hr_pipeline.sources.partner_surveys.findings import known_findings

SOURCES = [file.read_text(encoding="utf-8") for file in Path(partner_surveys.__file__).parent.rglob("*.py")]


def test_every_explained_code_is_used_and_says_how_bad_it_is_and_how_to_fix_it():
    for code, declared in known_findings().items():
        assert any(f'"{code}"' in text for text in SOURCES), code
        assert set(declared) == {"severity", "message", "how_to_fix"} and declared["severity"] in codes("severity"), (
            code
        )


def test_every_used_code_is_explained():
    used = {code for text in SOURCES for code in re.findall(r'(?:Finding|found)\(\s*"(\w+)"', text)}
    assert len(used) > 20 and used <= set(known_findings())
