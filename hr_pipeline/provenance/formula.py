"""Evaluate a column's formula over the roles of its contributions: `max(0, target * denominator - numerator)`.

Only numbers, roles, + - * / and max/min/log/exp/sqrt are understood; formulas themselves are declared in the schemas.
"""

import ast
import math
import operator
from collections.abc import Callable

SUM = "sum"
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "max": max,
    "min": min,
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
}


def evaluate(formula: str, roles: dict[str, float]) -> float:
    """Compute a formula.

    Args:
        formula: an expression over roles, or `sum` for the sum of the addends.
        roles: value of each role; addends are summed already, under `addend`.

    Raises:
        ValueError: the formula names an unknown role or does something else than arithmetic.
    """
    if formula == SUM:
        return roles["addend"]
    try:
        return _value(ast.parse(formula, mode="eval").body, roles)
    except (KeyError, SyntaxError, TypeError) as error:
        raise ValueError(f"cannot evaluate {formula!r} over {sorted(roles)}") from error


def _value(node: ast.AST, roles: dict[str, float]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        return roles[node.id]
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, roles), _value(node.right, roles))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _FUNCTIONS[node.func.id](*(_value(argument, roles) for argument in node.args))
    raise TypeError(type(node).__name__)
