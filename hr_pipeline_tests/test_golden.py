import json

import pytest

from hr_pipeline.releases.write import latest
from hr_pipeline_tests.golden import GOLDEN, summary


@pytest.mark.build
def test_the_demonstration_gives_the_golden_release(demonstration_home):
    release = latest(demonstration_home / "releases")
    assert release is not None
    made, golden = summary(release), json.loads(GOLDEN.read_text(encoding="utf-8"))
    changed = sorted(name for name in made.keys() | golden.keys() if made.get(name) != golden.get(name))
    assert changed == [], "review the change, then: python -m hr_pipeline_tests.golden RELEASE"
