"""KoboToolbox assets: the JSON that its API gives for a form or one version of it, read as a form.

The rules that a form's lines follow belong to `xlsforms.py`.
"""

import json
from typing import Any

import pandas as pd

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.sources.partner_surveys.forms.form import Form
from hr_pipeline.sources.partner_surveys.forms.xlsforms import form_of

_NAMES = ["name", "$autoname", "$kuid"]
_LISTS = ["select_from_list_name", "list_name"]


def loaded(delivery: Delivery) -> Any:
    """Read a JSON file, numbers as published.

    Raises:
        Refused: the file is no JSON.
    """
    try:
        return json.loads(unpacked(delivery).decode("utf-8-sig"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Refused("the whole file", "expected JSON text in UTF-8", "save the server's answer again") from error


def is_asset(delivery: Delivery) -> bool:
    """Tell by its content whether a file is a form as KoboToolbox's API gives it."""
    if not delivery.name.lower().endswith((".json", ".json.gz")):
        return False
    try:
        return isinstance(_content(loaded(delivery)).get("survey"), list)
    except Refused:
        return False


def read_asset(delivery: Delivery) -> Form:
    """Read an asset, or one of its versions.

    Raises:
        Refused: its groups do not close.
    """
    asset = loaded(delivery)
    content = _content(asset)
    languages = [str(language or "").strip().lower() for language in content.get("translations") or [""]]
    survey = pd.DataFrame([_line(line, languages) for line in content["survey"]], dtype="str").fillna("")
    choices = pd.DataFrame([_choice(choice, languages) for choice in content.get("choices") or []], dtype="str")
    form_id, version = _identity(asset, content.get("settings") or {})
    return form_of(
        form_id,
        version,
        survey.reindex(columns=survey.columns.union(["type", "name"])).fillna(""),
        choices.reindex(columns=choices.columns.union(["list_name", "name"])).fillna(""),
    )


def _content(asset: Any) -> dict:
    if not isinstance(asset, dict):
        return {}
    content = asset.get("content", asset)
    return content if isinstance(content, dict) else {}


def _identity(asset: dict, settings: Any) -> tuple[str, str]:
    """Tell form and version: an asset names both, a version of it only itself, else the form's own settings do."""
    declared = (
        settings[0] if isinstance(settings, list) and settings else settings if isinstance(settings, dict) else {}
    )
    form_id = str(declared.get("id_string") or declared.get("form_id") or "")
    if "asset_type" in asset or "deployed_version_id" in asset:
        version = asset.get("deployed_version_id") or asset.get("version_id") or declared.get("version")
        return str(asset.get("uid") or form_id), str(version or "")
    return form_id, str(asset.get("uid") or declared.get("version") or "")


def _line(line: dict, languages: list[str]) -> dict[str, str]:
    kind = str(line.get("type", ""))
    chosen = next((str(line[key]) for key in _LISTS if line.get(key)), "")
    declared = {key: _text(line.get(key)) for key in ("constraint", "required", "relevant")}
    other = " or_other" if line.get("_or_other") is True else ""
    return declared | _labels(line, languages) | {"type": f"{kind} {chosen}{other}".strip(), "name": _name(line)}


def _choice(choice: dict, languages: list[str]) -> dict[str, str]:
    return _labels(choice, languages) | {"list_name": str(choice.get("list_name", "")), "name": _name(choice)}


def _name(line: dict) -> str:
    return next((str(line[key]).strip() for key in _NAMES if line.get(key) not in (None, "")), "")


def _labels(line: dict, languages: list[str]) -> dict[str, str]:
    label = line.get("label")
    texts = label if isinstance(label, list) else [label]
    return {
        f"label::{language}" if language else "label": str(text or "").strip()
        for language, text in zip(languages, texts, strict=False)
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value or "").strip()
