from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hr_pipeline.formats.http_answers import retry_after


@pytest.mark.parametrize(("declared", "seconds"), [("7", 7.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-3", None)])
def test_retry_after_is_read_as_seconds(declared, seconds):
    assert retry_after(declared) == seconds


def test_retry_after_is_read_as_a_date_and_a_past_one_is_now():
    moment = datetime.now(UTC)
    assert 50 < retry_after(format_datetime(moment + timedelta(seconds=60), usegmt=True)) <= 60
    assert retry_after(format_datetime(moment - timedelta(days=1), usegmt=True)) == 0
