"""Where the shared real files lie: next to the project, or where HR_PIPELINE_SHARED_DATA says; never committed."""

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(os.environ.get("HR_PIPELINE_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(),
    reason=f"the shared real files are not at {SHARED_DATA}; name them with HR_PIPELINE_SHARED_DATA",
)
