"""Runs a command as a process of its own and reads the operating system's account of it: times and peak memory.

The peak that reported for a process begins with that of the process which started it; so a small one starts it.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STARTER = """
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
found = {"status": status, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / unit}
open(sys.argv[1], "w").write(json.dumps(found))
"""


def accounted(command: list[object]) -> tuple[str, dict[str, float]]:
    """Run a Python command, such as ["-m", "hr_pipeline.cli.main", "status"], to its end.

    Returns:
        What it printed, and `wall` and `processor` seconds and peak `memory` in MiB.

    Raises:
        SystemExit: it failed; the message is what it printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        account, errors = Path(folder) / "account.json", Path(folder) / "errors.txt"
        words = [sys.executable, "-S", "-c", STARTER, account, sys.executable, *command]
        started = time.perf_counter()
        with errors.open("wb") as declared:
            printed = subprocess.run([*map(str, words)], stdout=subprocess.PIPE, stderr=declared, check=True).stdout
        found = json.loads(account.read_text()) | {"wall": time.perf_counter() - started}
        if found.pop("status"):
            raise SystemExit(f"{words[6:]} failed:\n{errors.read_text(errors='replace')}")
    return printed.decode(), found
