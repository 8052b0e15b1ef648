import json

from hr_pipeline_tests.alerts.servers import Hook, web_server


def test_a_test_alert_goes_to_each_channel(command, tmp_path, monkeypatch):
    with web_server(Hook()) as hook:
        monkeypatch.setenv("HR_PIPELINE_ALERTS_WEBHOOK", hook.address)
        assert json.loads(command("alert", "--home", tmp_path, "--json")) == {"sent": ["webhook"]}
    assert hook.bodies[0]["alert"]["kind"] == "test"


def test_alerts_that_are_off_or_wrong_are_a_message_with_status_1(command, tmp_path, monkeypatch):
    monkeypatch.delenv("HR_PIPELINE_ALERTS_WEBHOOK", raising=False)
    assert "alerts are off" in command("alert", "--home", tmp_path, expect=1)
    (tmp_path / "alerts.yaml").write_text("e-mail: {}\n", encoding="utf-8")
    assert "e-mail" in command("alert", "--home", tmp_path, expect=1)
