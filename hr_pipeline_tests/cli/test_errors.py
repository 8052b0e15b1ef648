import errno
import json
import os
import subprocess
import sys

import pytest

from hr_pipeline.cli.errors import in_words


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EEXIST, errno.ENOTDIR, errno.EACCES, errno.EROFS])
def test_an_error_of_the_machine_says_what_to_do(number):
    assert "How to fix it: " in in_words(OSError(number, os.strerror(number), "data"))


def test_another_error_is_its_own_message():
    assert in_words(json.JSONDecodeError("no value", "", 0)) == "JSONDecodeError: no value: line 1 column 1 (char 0)"


def test_a_file_as_home_is_a_message_and_no_traceback(tmp_path):
    (tmp_path / "home").write_text("a file")
    words = [sys.executable, "-m", "hr_pipeline.cli.main", "run", "--home", str(tmp_path / "home")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "name another folder" in done.stderr and "Traceback" not in done.stderr
