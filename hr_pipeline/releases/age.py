"""How old a release is."""

import json
from datetime import datetime
from pathlib import Path


def created(release: Path) -> datetime:
    """Tell when a release was made."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return datetime.fromisoformat(manifest["created"])


def age_days(release: Path, now: datetime) -> float:
    """Give the age of a release in days."""
    return (now - created(release)).total_seconds() / 86400
