"""How the documentation is built: `make docs`. The data dictionary is written from the schemas at each build."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from dictionary import write_dictionary  # noqa: E402 - the two folders have to be known first

project = "hr_pipeline"
copyright = "hr_pipeline contributors"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "hr_pipeline"
exclude_patterns = ["build"]

write_dictionary(HERE / "data_dictionary.md")
