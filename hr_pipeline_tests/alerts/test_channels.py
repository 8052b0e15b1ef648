import pytest

from hr_pipeline.alerts.alert import alert
from hr_pipeline.alerts.channels import channels
from hr_pipeline.alerts.settings import Settings
from hr_pipeline_tests.alerts.servers import Hook, Mailbox, certificate, mail_server, web_server

FAULT = alert("delivery/a", "delivery refused", "national_budgets/KGZ/Год.csv", "row 3: no number", "write digits")


def email(port, **changes):
    given = {"server": "127.0.0.1", "port": port, "security": "none"} | changes
    return Settings.model_validate(
        {"email": {"sender": "pipeline@example.org", "recipients": ["a@example.org", "b@example.org"], **given}}
    )


def test_an_e_mail_names_file_reason_and_what_to_do():
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        channels(email(port), {})["email"](FAULT)
    [message] = mailbox.messages
    assert message["Subject"] == "[hr_pipeline] delivery refused: national_budgets/KGZ/Год.csv"
    assert message["To"] == "a@example.org, b@example.org" and message["Auto-Submitted"] == "auto-generated"
    assert "row 3: no number" in message.get_content() and "How to fix it: write digits" in message.get_content()


def test_the_password_is_sent_over_an_encrypted_connection_only(tmp_path, monkeypatch):
    mailbox, file = Mailbox(), certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(mailbox, file) as port:
        settings = email(port, server="localhost", security="starttls", user="pipeline")
        channels(settings, {"HR_PIPELINE_ALERTS_PASSWORD": "pass-word-1"})["email"](FAULT)
    assert mailbox.signed_in == [("pipeline", "pass-word-1")] and len(mailbox.messages) == 1


def test_a_certificate_that_nobody_trusts_is_not_accepted(tmp_path):
    mailbox = Mailbox()
    with mail_server(mailbox, certificate(tmp_path)) as port:
        settings = email(port, server="localhost", security="starttls", user="pipeline")
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            channels(settings, {"HR_PIPELINE_ALERTS_PASSWORD": "pass-word-1"})["email"](FAULT)
    assert mailbox.signed_in == []


def test_a_webhook_gets_text_and_parts():
    with web_server(Hook()) as hook:
        channels(Settings(webhook=True), {"HR_PIPELINE_ALERTS_WEBHOOK": hook.address})["webhook"](FAULT)
    [body] = hook.bodies
    assert body["text"].startswith(FAULT.subject) and body["alert"]["how_to_fix"] == "write digits"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_is_an_error_without_the_secret_path(status):
    with web_server(Hook()) as hook:
        hook.statuses = [status]
        with pytest.raises(OSError, match=f"answers {status}") as refused:
            channels(Settings(webhook=True), {"HR_PIPELINE_ALERTS_WEBHOOK": hook.address})["webhook"](FAULT)
    assert "s3cret" not in str(refused.value) and len(hook.bodies) == 1


def test_nobody_listening_is_an_error_without_the_secret_path():
    send = channels(Settings(webhook=True), {"HR_PIPELINE_ALERTS_WEBHOOK": "http://127.0.0.1:9/s3cret"})["webhook"]
    with pytest.raises(OSError, match="ConnectionError") as refused:
        send(FAULT)
    assert "s3cret" not in str(refused.value)
