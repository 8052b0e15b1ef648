"""From the texts of cells to a number, and from numbers to a figure, computed with the standard library only.

Nothing here is shared with the code that made the figures. Reading a release and its archive belongs to `replayer.py`.
"""

import ast
import math
import operator
from collections.abc import Callable

from hr_pipeline.provenance.replay_cells import Cell

CONSTANTS = (0.0, 1.0, 12.0)
"""What a constant of the vocabulary may be: nothing, a whole, the months of a year."""
NOT_EXPLAINED = ("declared", "unexplained", "")
"""Kinds that give no number, so nothing is proven."""


def number_of(text: str, decimal: str = ".") -> float:
    """Read text as a number, with the declared decimal mark.

    Raises:
        ValueError: it is none.
    """
    plain = "".join(sign for sign in text if not sign.isspace() and sign != "'")
    if decimal == ",":
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain.replace(",", ""))


def derived(derivation: str, texts: list[str]) -> float | None:
    """Compute a contribution from the texts of its cells, as its derivation says.

    Args:
        derivation: such as `number;decimal=,;x=1000.0;per=2.5;round=2`.
        texts: the cell, and the other cell where the derivation names one.

    Returns:
        The number; None where the derivation does not explain it.

    Raises:
        ValueError: a text is no number, or the derivation is not of the vocabulary.
    """
    kind, *parts = derivation.split(";")
    named = [part.partition("=")[::2] for part in parts]
    if kind in NOT_EXPLAINED:
        return None
    if kind not in FROM_TEXTS:
        raise ValueError(f"unknown derivation {derivation!r}")
    value = FROM_TEXTS[kind](texts, dict(named))
    for name, text in named:
        value = value * float(text) if name == "x" else value / float(text) if name == "per" else value
    return round(value, int(dict(named)["round"])) if "round" in dict(named) else value


Named = dict[str, str]
"""What a derivation names: `decimal`, `digits`, `value`, `other`."""


def _number(texts: list[str], named: Named) -> float:
    return number_of(texts[0], named.get("decimal", "."))


def _other(texts: list[str], named: Named) -> float:
    return number_of(texts[1], named.get("decimal", "."))


def _constant(_texts: list[str], named: Named) -> float:
    value = float(named["value"])
    if value not in CONSTANTS:
        raise ValueError(f"{value} is no constant of the vocabulary")
    return value


def _half_digit(texts: list[str], named: Named) -> float:
    digits, mark = int(named["digits"]), named.get("decimal", ".")
    number_of(texts[0], mark)
    if digits < len(texts[0].strip().partition(mark)[2]):
        raise ValueError(f"{texts[0]!r} has more digits than {digits}")
    return 0.5 * 10.0**-digits


FROM_TEXTS: dict[str, Callable[[list[str], Named], float]] = {
    "number": _number,
    "between": lambda texts, named: math.sqrt(_number(texts, named) * _other(texts, named)),
    "ratio": lambda texts, named: _number(texts, named) / _other(texts, named),
    "one": lambda texts, _: 1.0 if texts[0] else 0.0,
    "left_out": lambda *_: 0.0,
    "constant": _constant,
    "half_digit": _half_digit,
}
"""The kinds of derivation that start at a cell."""


def from_figure(derivation: str, value: float | None, roles: dict[str, float], alike: int) -> float | None:
    """Compute a contribution from the published figure that it came from, as its derivation says.

    Args:
        derivation: such as `figure`, `figure;times=index_year;over=index_base` or `figure;mean`, `figure;minus`.
        value: the published figure; None where it is missing.
        roles: the contributions of the figure that is made, by role.
        alike: the contributions of the same role to the figure that is made.

    Returns:
        The number; None where the derivation does not explain it.

    Raises:
        KeyError: the figure has no such role.
        ValueError: the derivation is not of the vocabulary.
    """
    kind, *parts = derivation.split(";")
    if kind in ("constant", "left_out"):
        return derived(derivation, [])
    if kind in NOT_EXPLAINED or value is None:
        return None
    if kind != "figure":
        raise ValueError(f"unknown derivation {derivation!r}")
    named = dict(part.partition("=")[::2] for part in parts)
    value = value / alike if "mean" in named else value
    value = -value if "minus" in named else value
    times, over = (roles[named[name]] if name in named else 1.0 for name in ("times", "over"))
    return value * times / over


def other_cell(cell: Cell, derivation: str) -> Cell | None:
    """Name the second cell that a derivation takes part of, if any."""
    named = dict(part.partition("=")[::2] for part in derivation.split(";")[1:])
    if not {"other", "other_row"} & named.keys():
        return None
    return cell[0], int(named.get("other_row", cell[1])), named.get("other", cell[2])


OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "max": max,
    "min": min,
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
}


def computed(formula: str, roles: dict[str, float]) -> float:
    """Evaluate a column's formula over its roles.

    Raises:
        ArithmeticError, KeyError, ValueError: it cannot be evaluated.
    """
    return roles["addend"] if formula == "sum" else _value(ast.parse(formula, mode="eval").body, roles)


def _value(node: ast.AST, roles: dict[str, float]) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return roles[node.id]
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left, roles), _value(node.right, roles))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(_value(argument, roles) for argument in node.args))
    raise ValueError(f"{ast.dump(node)} is not of the vocabulary")
