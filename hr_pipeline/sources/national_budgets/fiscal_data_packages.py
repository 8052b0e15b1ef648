"""Open Fiscal Data Packages: a `datapackage.json` next to a table says which columns are money and which are codes.

What it says becomes a layout; a layout of the project or next to the table wins, since packages are often wrong (the
one of North Macedonia's budget calls it executed). Words of the standard stand in `fiscal_data_packages.csv`.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import pycountry

from hr_pipeline.formats.yaml_values import currency
from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.ingest.unpacking import unpacked
from hr_pipeline.sources.national_budgets.layout import Amount, Layout, LeaveOut, Payer

ENDING = "datapackage.json"
NOT_A_TRANSFER = r"(?!excluding|cu except|cu excep\u021b).+"
"""BOOST's filter in both of its languages: rows that are no transfer say so."""
PAYERS = (
    ("*global fund*", "global_fund"),
    ("*foreign*", "other_international"),
    ("*extern*", "other_international"),
    ("*grant*", "other_international"),
)


def is_package(delivery: Delivery) -> bool:
    """Tell whether a delivery is a data package's description."""
    return delivery.name == ENDING or delivery.name.endswith("." + ENDING)


def require_resources(delivery: Delivery, companions: list[Delivery]) -> None:
    """Make sure that a table which a package describes was delivered with it; the package has no records of its own.

    Raises:
        Refused: no JSON, no package, or none of its tables is there.
    """
    names = [_file_name(resource) for resource in _described(delivery).get("resources", [])]
    if not any(one.name in names and one.folder == delivery.folder for one in companions):
        listed = ", ".join(names) or "no table"
        raise Refused(
            "the whole file",
            f"expected the table it describes next to it, found none of: {listed}",
            "deliver the table in the same folder under that name, or take the description away",
        )


def fiscal_data_package(delivery: Delivery, companions: list[Delivery]) -> Layout | None:
    """Derive a layout from the package that describes a table.

    Args:
        delivery: the table, a csv.
        companions: the other files of the source.

    Returns:
        The layout; None where no package next to the table names it.

    Raises:
        Refused: a measure without currency or phase, a dimension that is missing, or another country's package.
    """
    for package in companions:
        if is_package(package) and package.folder == delivery.folder:
            declared = _described(package)
            for resource in declared.get("resources", []):
                if _file_name(resource) == delivery.name:
                    return _layout(declared, resource, f"data package {package.name}", delivery)
    return None


def _described(package: Delivery) -> dict[str, Any]:
    try:
        declared = json.loads(unpacked(package).decode("utf-8-sig"))
    except ValueError as error:
        raise Refused("the whole file", "expected JSON text", "export the data package again") from error
    if not isinstance(declared, dict) or not isinstance(declared.get("resources", []), list):
        raise Refused("the whole file", "expected a data package with a list of resources", "export it again")
    return declared


def _file_name(resource: Any) -> str:
    path = resource.get("path", "") if isinstance(resource, dict) else ""
    return PurePosixPath(path[0] if isinstance(path, list) and path else str(path)).name


def _layout(declared: dict[str, Any], resource: dict[str, Any], where: str, delivery: Delivery) -> Layout:
    _check_country(declared, where, delivery)
    mapping = declared.get("mapping") or {}
    measures = list((mapping.get("measures") or {}).values())
    if not measures:
        raise Refused(
            where, "expected `mapping.measures`: which columns are amounts", "write a layout next to the file"
        )
    columns = _columns(mapping.get("dimensions") or {})
    currencies = {currency(str(measure.get("currency", "")), f"{where}, measures") for measure in measures}
    if len(currencies) != 1 or "programme" not in columns:
        expected = "expected one currency, and a dimension of activities, functions or economic kinds"
        raise Refused(where, expected, "write a layout next to the file")
    amounts = tuple(_amount(measure, declared, columns, where) for measure in measures)
    known = {*columns.values(), *(amount.header for amount in amounts)}
    fields = [str(one["name"]) for one in resource.get("schema", {}).get("fields", [])]
    transfers = LeaveOut("transfer", "row_kind", pattern=NOT_A_TRANSFER)
    return Layout(
        source=f"{where}: {declared.get('title', declared.get('name', ''))}",
        format="csv",
        columns=columns,
        amounts=amounts,
        unit=_factor(measures, where),
        currency=currencies.pop(),
        financing_source=tuple(Payer(fund, payer, where) for fund, payer in PAYERS) if "fund" in columns else (),
        encoding=str(resource.get("encoding", "")),
        separator=str((resource.get("dialect") or {}).get("delimiter", "")),
        not_read=tuple(name for name in fields if name not in known),
        numbers=_numbers(resource, amounts),
        leave_out=(transfers,) if "row_kind" in columns else (),
    )


def _check_country(declared: dict[str, Any], where: str, delivery: Delivery) -> None:
    """Refuse another country's package."""
    found = pycountry.countries.get(alpha_2=str(declared.get("countryCode") or "").upper())
    folder = PurePosixPath(delivery.path).parts[1]
    if found and found.alpha_3 != folder:
        expected = f"expected the country of the folder, {folder}, found {found.alpha_3}"
        raise Refused(f"{where}, countryCode", expected, f"lay both files in national_budgets/{found.alpha_3}")


def _columns(dimensions: dict[str, Any]) -> dict[str, str]:
    """Choose of each dimension its finest code and that code's label."""
    columns: dict[str, str] = {}
    for dimension in dimensions.values():
        attributes = dimension.get("attributes") or {}
        kind = dimension.get("classificationType") or dimension.get("dimensionType") or ""
        role = _words("dimension").get(kind) or _words("dimension").get(dimension.get("dimensionType") or "")
        if role:
            columns |= _pair(role, attributes)
        for name, attribute in attributes.items():
            for word in (name, str(attribute.get("source", ""))):
                if not role and word.casefold() in _words("attribute"):
                    columns[_words("attribute")[word.casefold()]] = attribute["source"]
    fallback = columns.get("programme") or columns.get("classification_label") or columns.get("economic")
    return columns | ({"programme": fallback} if fallback else {})


def _pair(role: str, attributes: dict[str, Any]) -> dict[str, str]:
    labels = {one["labelfor"]: one["source"] for one in attributes.values() if one.get("labelfor")}
    parents = {one.get("parent") for one in attributes.values()}
    finest = [name for name, one in attributes.items() if not one.get("labelfor") and name not in parents]
    if not finest:
        return {}
    code = attributes[finest[-1]]["source"]
    if role == "year":
        return {"year": code}
    label_name = "classification_label" if role == "classification" else role
    label = labels.get(finest[-1])
    return {f"{role}_code": code, label_name: label} if label else {label_name: code}


def _amount(measure: dict[str, Any], declared: dict[str, Any], columns: dict[str, str], where: str) -> Amount:
    phase = _words("phase").get(str(measure.get("phase", "")))
    if phase is None or measure.get("direction", "expenditure") != "expenditure":
        expected = f"expected an expenditure with one of the phases {', '.join(_words('phase'))}"
        raise Refused(f"{where}, measure {measure.get('source')!r}", expected, "write a layout next to the file")
    period = declared.get("fiscalPeriod") or {}
    years = {str(period.get(end, ""))[:4] for end in ("start", "end")} - {""}
    if "year" not in columns and (len(years) != 1 or not next(iter(years)).isdigit()):
        expected = "expected a date dimension, or a fiscalPeriod within one year"
        raise Refused(where, expected, "write a layout next to the file")
    return Amount(header=measure["source"], phase=phase, year=0 if "year" in columns else int(years.pop()))


def _factor(measures: list[dict[str, Any]], where: str) -> int:
    factors = {float(measure.get("factor", 1)) for measure in measures}
    factor = factors.pop()
    if factors or factor < 1 or factor != int(factor):
        raise Refused(
            f"{where}, factor", "expected one whole factor for all measures", "write a layout next to the file"
        )
    return int(factor)


def _numbers(resource: dict[str, Any], amounts: tuple[Amount, ...]) -> str:
    headers = {amount.header for amount in amounts}
    fields = [one for one in resource.get("schema", {}).get("fields", []) if one.get("name") in headers]
    return "comma" if any(one.get("decimalChar") == "," for one in fields) else "point"


@cache
def _words(kind: str) -> dict[str, str]:
    rows = pd.read_csv(str(files(__package__) / "fiscal_data_packages.csv"), dtype="str")
    chosen = rows[rows["kind"] == kind]
    return dict(zip(chosen["word"], chosen["becomes"], strict=True))
