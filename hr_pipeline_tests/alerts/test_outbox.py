import pytest

from hr_pipeline.alerts.alert import alert
from hr_pipeline.alerts.outbox import NotSent, report

A, B = (alert(name, "delivery refused", name, "no number", "write digits") for name in ("a.csv", "b.csv"))


def never(fault):
    return False


class Channel(list):
    """Takes alerts, unless it is broken."""

    is_broken = False

    def __call__(self, alert):
        if self.is_broken:
            raise ConnectionRefusedError("nobody listens")
        self.append(alert.fault)


def test_a_fault_is_reported_once(tmp_path):
    channel = Channel()
    assert report(tmp_path / "sent.json", [A], never, {"email": channel}) == [A]
    assert report(tmp_path / "sent.json", [A, B], never, {"email": channel}) == [B]
    assert channel == ["a.csv", "b.csv"]


def test_a_fault_that_comes_back_is_reported_again(tmp_path):
    channel = Channel()
    for found, is_over in (([A], never), ([], lambda fault: True), ([A], never)):
        report(tmp_path / "sent.json", found, is_over, {"email": channel})
    assert channel == ["a.csv", "a.csv"]


def test_what_could_not_be_sent_is_sent_with_the_next_look_and_to_that_channel_only(tmp_path):
    fine, broken = Channel(), Channel()
    broken.is_broken = True
    with pytest.raises(NotSent, match="webhook: ConnectionRefusedError"):
        report(tmp_path / "sent.json", [A], never, {"email": fine, "webhook": broken})
    broken.is_broken = False
    report(tmp_path / "sent.json", [], never, {"email": fine, "webhook": broken})
    assert fine == broken == ["a.csv"]
