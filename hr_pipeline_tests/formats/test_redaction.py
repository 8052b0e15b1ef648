import pytest

from hr_pipeline.formats.redaction import of_environment, of_headers, redacted


@pytest.mark.parametrize("text", ["the token abcd1234 is unknown", "abcd1234abcd1234", "https://x/?t=abcd1234"])
def test_a_secret_is_hidden_wherever_it_is_repeated(text):
    assert "abcd1234" not in redacted(text, ["abcd1234"])


def test_a_secret_inside_another_leaves_nothing_of_it():
    assert redacted("Token abcd1234", ["abcd1234", "Token abcd1234"]) == "[secret]"


def test_short_values_tear_no_words_apart():
    assert redacted("a number", ["a", ""]) == "a number"


def test_user_and_password_of_an_address_are_hidden():
    assert redacted("see https://me:pw@example.org/a@b", []) == "see https://[secret]@example.org/a@b"


def test_secrets_are_found_by_the_names_of_variables_and_in_headers():
    given = {"HR_PIPELINE_KOBO_TOKEN": "one", "SMTP_PASSWORD": "two", "HOME": "three", "X_WEBHOOK": "four"}
    assert of_environment(given) == ["one", "two", "four"]
    assert of_headers({"Authorization": "Token abc"}) == ["Token abc", "abc"]
