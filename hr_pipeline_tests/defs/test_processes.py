import os
import socket
import subprocess
import sys

from hr_pipeline.defs.processes import identity, is_gone


def test_a_process_is_known_until_it_ends():
    assert not is_gone(identity())
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = identity(process.pid)
    assert not is_gone(name)
    process.kill()
    process.wait()
    assert is_gone(name)


def test_a_number_that_another_process_has_now_is_not_the_same_process():
    assert is_gone(f"{socket.gethostname()}:{os.getpid()}:1")


def test_of_another_machine_nothing_is_known():
    assert not is_gone("elsewhere:1:1")
