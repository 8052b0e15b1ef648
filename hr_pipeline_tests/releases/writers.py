"""Processes that publish, to be killed or to run side by side; what they publish is made once, before they fork."""

from pathlib import Path

from hr_pipeline_tests.releases.builds import Home, publish, simple

simple()


def publish_for_ever(root: str) -> None:
    """Publish something else each time, as fast as it goes."""
    amount = 1.0
    while True:
        publish(simple(amount), Home(Path(root)))
        amount = 3.0 - amount


def publish_all(root: str, amounts: list[float]) -> None:
    """Publish one build after the other."""
    for amount in amounts:
        publish(simple(amount), Home(Path(root)))
