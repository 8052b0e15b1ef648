"""Laws over all published tables, tried on generated inputs."""

import pandas as pd
from hypothesis import HealthCheck, given, settings

from hr_pipeline_tests.indicators.frames import indicators
from hr_pipeline_tests.indicators.laws import some_inputs, wrong_figures

few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(some_inputs())
def test_every_formula_over_its_contributions_gives_the_figure(tables: dict[str, pd.DataFrame]):
    wrong = {name: wrong_figures(name, figures) for name, figures in indicators(tables).items()}
    assert not any(wrong.values()), wrong
