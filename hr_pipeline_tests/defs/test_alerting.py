"""The sensors alert once for each fault, through a real server; without settings they only say that alerts are off."""

import dagster as dg
import pytest

from hr_pipeline.alerts.outbox import NotSent
from hr_pipeline.alerts.settings import WEBHOOK_VARIABLE
from hr_pipeline.defs.alerting import alert_on_failure, alert_on_state
from hr_pipeline.defs.store import Workplace
from hr_pipeline_tests.alerts.servers import Hook, web_server


@dg.op
def fails():
    raise ValueError("no space left. How to fix it: free some space.")


@dg.job
def build_and_release():
    fails()


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_HOME", str(tmp_path))
    monkeypatch.delenv(WEBHOOK_VARIABLE, raising=False)
    with dg.instance_for_test() as found:
        yield found


@pytest.fixture
def hook(monkeypatch):
    with web_server(Hook()) as running:
        monkeypatch.setenv(WEBHOOK_VARIABLE, running.address)
        yield running


def fail(instance):
    return build_and_release.execute_in_process(instance=instance, raise_on_error=False)


def tick(sensor, instance, cursor=None):
    words = {"cursor": cursor, "resources": {"workplace": Workplace()}, "repository_def": None}
    with dg.build_sensor_context(instance, **words) as context:
        return sensor.evaluate_tick(context)


def test_without_settings_alerts_are_off(instance):
    fail(instance)
    assert "alerts are off" in tick(alert_on_state, instance).skip_message


def test_a_failed_run_is_reported_once_by_both_sensors_together(instance, hook):
    cursor = tick(alert_on_failure, instance).cursor
    for _ in range(2):
        fail(instance)
        cursor = tick(alert_on_failure, instance, cursor).cursor
        tick(alert_on_state, instance)
    [body] = hook.bodies
    assert body["alert"]["kind"] == "run failed" and "fails: ValueError" in body["alert"]["reason"]
    assert body["alert"]["how_to_fix"] == "free some space."


def test_an_alert_that_a_server_does_not_take_is_sent_with_the_next_look(instance, hook):
    hook.statuses = [503]
    fail(instance)
    with pytest.raises(NotSent, match="webhook: NotTaken"):
        tick(alert_on_state, instance)
    tick(alert_on_state, instance)
    assert len(hook.bodies) == 2
    assert tick(alert_on_state, instance).skip_message == "0 alerts were sent, 1 faults are there"
