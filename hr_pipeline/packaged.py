"""Data files that are packaged with the code, read as written; their meaning belongs to the modules next to them."""

from importlib.resources import files
from typing import Any

import pandas as pd
import yaml


def packaged_rows(package: str | None, name: str) -> pd.DataFrame:
    """Read a packaged CSV file: every cell as text, an empty cell as an empty text.

    Args:
        package: the package it lies in, such as `__package__`.
        name: its file name.
    """
    return pd.read_csv(str(files(str(package)) / name), dtype="str", keep_default_na=False)


def packaged_yaml(package: str | None, name: str) -> Any:
    """Read a packaged YAML file.

    Args:
        package: the package it lies in, such as `__package__`.
        name: its file name.
    """
    return yaml.safe_load((files(str(package)) / name).read_text(encoding="utf-8"))
