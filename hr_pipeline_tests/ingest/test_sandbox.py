"""A delivery is read in another process: what it does there ends at its limits, and the next one is read."""

import os
from contextlib import suppress

import pytest

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.ingest.sandbox import Limits, Sandbox
from hr_pipeline_tests.formats.made import delivered

MODULE = "hr_pipeline_tests.ingest.misbehaving_reader"
SMALL = Limits(seconds=1, memory_bytes=64 << 20, patience=3)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(SMALL) as opened:
        yield opened


@pytest.fixture
def read(sandbox, tmp_path):
    def reading(word):
        delivery = delivered(tmp_path, word, f"global_fund/{word}.txt")
        return sandbox.reader(MODULE, [delivery])(delivery)

    return reading


def test_what_is_read_comes_back_whole(read, tmp_path):
    reading = read("good")
    assert reading.records["prices"]["a"].tolist() == ["x", "y"]
    assert read("prints").records["prices"]["a"].tolist() == ["x", "y"]


def test_one_process_reads_one_delivery_after_another_and_knows_the_others(tmp_path):
    known = [delivered(tmp_path, "good", f"global_fund/{name}.txt") for name in ("a", "b")]
    with Sandbox(SMALL) as sandbox:
        read = sandbox.reader(MODULE, known)
        first, second = read(known[0]), read(known[1])
    assert first.fetch == second.fetch and sandbox.started == 1
    assert (first.licence, second.licence) == ("b.txt", "a.txt")


@pytest.mark.parametrize(
    ("word", "described"),
    [
        ("loops", "within 1 s of processor time"),
        ("sleeps", "within 1 s of processor time"),
        ("fills", "within 64 MiB of memory, and it needed more"),
        ("crashes", "the reader was stopped"),
        ("leaves", "the reader was stopped"),
        ("panics", r"the reader failed \(BaseException in misbehaving_reader.py"),
        ("refuses", "line 1: expected this"),
    ],
)
def test_a_file_that_breaks_its_reader_is_refused_and_the_next_is_read(read, word, described):
    with pytest.raises(Refused, match=described) as refused:
        read(word)
    assert "How to fix it:" in str(refused.value)
    assert read("good").records


def test_what_each_reading_took_is_counted(tmp_path):
    with Sandbox(SMALL) as sandbox:
        for word in ("good", "loops"):
            delivery = delivered(tmp_path, word, f"global_fund/{word}.txt")
            with suppress(Refused):
                sandbox.reader(MODULE, [delivery])(delivery)
    good, loops = sandbox.costs
    assert good.delivery == "global_fund/good.txt" and good.seconds <= loops.seconds == 1
    assert good.memory_bytes > 1 << 20 and loops.memory_bytes >= 64 << 20


def test_a_refusal_brings_what_was_found_out(read):
    with pytest.raises(Refused) as refused:
        read("refuses")
    assert refused.value.reading.licence == "found out"


def test_larger_files_may_take_more():
    small, large = Limits().allowance(1000), Limits().allowance(10_000_000)
    assert (small.seconds, large.seconds) == (10, 110)
    assert large.memory_bytes - small.memory_bytes == 40 * 9_999_000


def test_nothing_is_left_running(tmp_path):
    delivery = delivered(tmp_path, "good", "global_fund/a.txt")
    with Sandbox(SMALL) as sandbox:
        process = int(sandbox.reader(MODULE, [delivery])(delivery).fetch)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
