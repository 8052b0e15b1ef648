"""Tests that read the shared real files: not collected where those are absent, so that none is ever skipped."""

from hr_pipeline_tests.shared_data import SHARED_DATA

collect_ignore_glob = [] if SHARED_DATA.is_dir() else ["*"]
