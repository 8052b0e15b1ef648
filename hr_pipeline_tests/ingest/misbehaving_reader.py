"""A reader that does what the file says: for the tests of the sandbox, which imports it in its own process."""

import ctypes
import os
import re
import time
import warnings

import pandas as pd

from hr_pipeline.ingest.deliveries import Refused
from hr_pipeline.ingest.reading import Reading


def read(delivery, companions):
    return WORDS[delivery.file.read_text()](delivery, companions)


def good(delivery, companions):
    reading = Reading(fetch=str(os.getpid()), licence=",".join(other.name for other in companions))
    reading.records["prices"] = pd.DataFrame({"a": pd.Series(["x", "y"], dtype="str")})
    return reading


def loops(delivery, companions):
    re.fullmatch("(a+)+b", "a" * 60)


def sleeps(delivery, companions):
    time.sleep(600)


def fills(delivery, companions):
    return [bytearray(1 << 20) for _ in range(100_000)]


def crashes(delivery, companions):
    ctypes.string_at(0)


def leaves(delivery, companions):
    os._exit(0)


def panics(delivery, companions):
    raise BaseException("not an Exception")


def refuses(delivery, companions):
    refused = Refused("line 1", "expected this", "write this")
    refused.reading = Reading(licence="found out")
    raise refused


def prints(delivery, companions):
    print("noise on the way of the answers", flush=True)
    os.write(1, b"more noise")
    warnings.warn("a library is not content", stacklevel=1)
    return good(delivery, companions)


WORDS = {
    function.__name__: function for function in (good, loops, sleeps, fills, crashes, leaves, panics, refuses, prints)
}
