"""Where the shared real files lie: next to the project, or where HR_PIPELINE_SHARED_DATA points; never committed."""

import os
from pathlib import Path

SHARED_DATA = Path(os.environ.get("HR_PIPELINE_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
