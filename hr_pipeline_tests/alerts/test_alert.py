import pytest

from hr_pipeline.alerts.alert import LONGEST, alert


def of(message, where="national_budgets/KGZ/a.csv"):
    return alert("delivery/a", "delivery refused", where, message, "deliver it again")


def test_the_message_is_split_into_reason_and_what_to_do():
    made = of("row 3: expected a number. How to fix it: write digits.")
    assert (made.reason, made.how_to_fix) == ("row 3: expected a number.", "write digits.")
    assert made.subject == "[hr_pipeline] delivery refused: national_budgets/KGZ/a.csv"
    assert made.text.endswith("How to fix it: write digits.\n")


def test_a_message_without_advice_gets_some():
    assert of("no space").how_to_fix == "deliver it again"


@pytest.mark.parametrize("sign", ["\x1b[2J", "\r", "\x07", "\u202e"])
def test_what_a_terminal_or_a_mail_header_would_obey_is_escaped(sign):
    made = of(f"found {sign}", where=f"a{sign}.csv")
    assert sign not in made.text and sign not in made.subject


def test_no_secret_of_the_environment_and_no_password_of_an_address_is_repeated(monkeypatch):
    monkeypatch.setenv("HR_PIPELINE_KOBO_TOKEN", "abcdef123456")
    made = of("the server answers 'abcdef123456 is unknown' at https://user:hunter2@example.org/")
    assert "abcdef123456" not in made.text and "hunter2" not in made.text and "example.org" in made.text


def test_a_long_message_is_shortened():
    assert len(of("x" * 10 * LONGEST).reason) < LONGEST + 50
