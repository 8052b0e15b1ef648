"""The golden release: the fingerprint and the number of rows of each table of the demonstration, kept in `golden.json`.

A change of any figure changes it, and is reviewed as a diff. Renew it: `python -m hr_pipeline_tests.golden RELEASE`.
"""

import json
import sys
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).with_name("golden.json")


def summary(release: Path) -> dict[str, dict[str, Any]]:
    """Give rows and fingerprint of each table of a release."""
    tables = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    return {name: {key: entry[key] for key in ("rows", "fingerprint")} for name, entry in sorted(tables.items())}


def renew(release: Path) -> None:
    """Write the golden release anew."""
    GOLDEN.write_text(json.dumps(summary(release), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))
