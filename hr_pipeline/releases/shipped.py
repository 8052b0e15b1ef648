"""The checks that every release brings along: they run without this package.

What they check belongs to `verify_release.py` and to `provenance`.
"""

from pathlib import Path

from hr_pipeline.provenance import replay_cells, replay_numbers, replay_release, replayer
from hr_pipeline.releases import verify_release
from hr_pipeline.releases.files import write_text

SHIPPED = {
    "verify.py": verify_release,
    "replay.py": replay_release,
    "replayer.py": replayer,
    "replay_numbers.py": replay_numbers,
    "replay_cells.py": replay_cells,
}
"""What anybody can check a release with, without this package."""


def ship_checks(folder: Path) -> None:
    """Put the release's own checks into it, so that they import each other and nothing of this package."""
    for name, module in SHIPPED.items():
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        write_text(text.replace("from hr_pipeline.provenance.", "from "), folder / name)
