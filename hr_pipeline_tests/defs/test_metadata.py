"""What Dagster shows of a built table."""

import dagster as dg
import pytest

from hr_pipeline.defs.metadata import REPRODUCED_CHECK, materialised
from hr_pipeline.schemas.gate import Built
from hr_pipeline_tests.schemas.examples import rows


@pytest.mark.parametrize(("agrees", "passed"), [("yes", True), ("inputs_missing", True), ("no", False)])
def test_a_published_figure_that_does_not_come_out_again_is_a_warning_that_names_it(agrees, passed):
    table = rows("reproduced_figures", {"figure": "share_of_need", "agrees": agrees})
    (result,) = materialised(Built("reproduced_figures", table)).check_results
    assert (result.check_name, result.passed, result.severity) == (REPRODUCED_CHECK, passed, dg.AssetCheckSeverity.WARN)
    assert ("share_of_need" in result.metadata["figures"].value) is not passed
