import pytest

from hr_pipeline.alerts.settings import RELEASE_DAYS, WrongSettings, read_settings

EMAIL = """
email:
  server: smtp.example.org
  sender: pipeline@example.org
  recipients: [data@example.org]
"""


def settings(folder, text, **environment):
    (folder / "alerts.yaml").write_text(text, encoding="utf-8")
    return read_settings(folder, environment)


def test_alerts_are_off_by_default(tmp_path):
    found = read_settings(tmp_path, {})
    assert found.email is None and not found.webhook and found.release_may_be_days_old == RELEASE_DAYS


def test_e_mail_is_encrypted_by_default(tmp_path):
    assert settings(tmp_path, EMAIL).email.security == "starttls"


def test_another_file_may_be_named(tmp_path):
    (tmp_path / "other.yaml").write_text(EMAIL, encoding="utf-8")
    assert read_settings(tmp_path / "home", {"HR_PIPELINE_ALERTS": str(tmp_path / "other.yaml")}).email


def test_an_address_in_the_environment_is_enough_for_a_webhook(tmp_path):
    assert read_settings(tmp_path, {"HR_PIPELINE_ALERTS_WEBHOOK": "https://example.org/hook"}).webhook


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        (EMAIL + "  password: hunter2\n", {}, "email.password"),
        (EMAIL + "  security: none\n", {}, "use starttls"),
        ("webhook: true\n", {}, "set HR_PIPELINE_ALERTS_WEBHOOK"),
        ("webhook: true\n", {"HR_PIPELINE_ALERTS_WEBHOOK": "http://example.org/hook"}, "expected an address https"),
        ("release_may_be_days_old: 0\n", {}, "release_may_be_days_old"),
        ("- a list\n", {}, "expected keys"),
        ("a: [\n", {}, "alerts.yaml"),
    ],
)
def test_settings_that_cannot_be_used_are_named_and_no_value_is_repeated(tmp_path, text, environment, words):
    with pytest.raises(WrongSettings, match=words) as refused:
        settings(tmp_path, text, **environment)
    assert "hunter2" not in str(refused.value)


def test_a_named_file_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(WrongSettings, match="gone"):
        read_settings(tmp_path, {"HR_PIPELINE_ALERTS": str(tmp_path / "gone.yaml")})
