"""The errors that are injected: one change of one expression each. Running the tests belongs to `running.py`."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

ERROR = 1.01
ARITHMETIC = (ast.Mult, ast.Div, ast.Add, ast.Sub)
OPPOSITE: dict[type, type] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
NEGATED = {"eq": "ne", "ne": "eq", "isna": "notna", "notna": "isna", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
OTHER_JOIN = {"left": "inner", "inner": "left", "outer": "inner"}

Change = Callable[[ast.AST], ast.AST | None]
"""Gives another expression in place of one; None where the operator does not apply."""


def _scaled(node: ast.AST) -> ast.AST | None:
    """Multiply the result of a step of arithmetic, unless it joins texts or lists."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC) and not _joins(node):
        return ast.BinOp(node, ast.Mult(), ast.Constant(ERROR))
    return None


def _joins(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return _joins(node.left) or _joins(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.List | ast.Set | ast.JoinedStr) or "'str'" in ast.unparse(node)


def _opposed(node: ast.AST) -> ast.AST | None:
    """Turn a comparison into its opposite."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPPOSITE:
        return ast.Compare(node.left, [OPPOSITE[type(node.ops[0])]()], node.comparators)
    return None


def _negated(node: ast.AST) -> ast.AST | None:
    """Call the opposite of a test of pandas; `isin` gets a not in front."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    if node.func.attr == "isin":
        return ast.UnaryOp(ast.Invert(), node)
    if node.func.attr not in NEGATED:
        return None
    return ast.Call(ast.Attribute(node.func.value, NEGATED[node.func.attr], ast.Load()), node.args, node.keywords)


def _other_mask(node: ast.AST) -> ast.AST | None:
    """Join two masks by or instead of and, and the other way."""
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitAnd | ast.BitOr)
        and not isinstance(node.left, ast.Set)
    ):
        other = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        return ast.BinOp(node.left, other, node.right)
    return None


def _kept(node: ast.AST) -> ast.AST | None:
    """Drop a not in front of a mask."""
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) else None


def _other_join(node: ast.AST) -> ast.AST | None:
    """Join in another way: rows are lost, or rows without a match come along."""
    if not isinstance(node, ast.Call):
        return None
    for position, keyword in enumerate(node.keywords):
        if keyword.arg == "how" and isinstance(keyword.value, ast.Constant) and keyword.value.value in OTHER_JOIN:
            other = ast.keyword("how", ast.Constant(OTHER_JOIN[keyword.value.value]))
            keywords = [*node.keywords[:position], other, *node.keywords[position + 1 :]]
            return ast.Call(node.func, node.args, keywords)
    return None


def _unfiltered(node: ast.AST) -> ast.AST | None:
    """Take the whole frame instead of the rows of a mask."""
    is_mask = isinstance(node, ast.Subscript) and isinstance(
        node.slice, ast.Compare | ast.UnaryOp | ast.BinOp | ast.Call
    )
    if is_mask and isinstance(node.ctx, ast.Load) and not ast.unparse(node).endswith(("]]", "tolist()]")):
        return node.value
    return None


FORMULAS: dict[str, Change] = {"arithmetic": _scaled}
FILTERS: dict[str, Change] = {
    "comparison": _opposed,
    "test": _negated,
    "mask": _other_mask,
    "not": _kept,
    "join": _other_join,
    "filter": _unfiltered,
}
OPERATORS = FORMULAS | FILTERS


class Mutant(NamedTuple):
    """One change of one expression of a module."""

    module: str
    operator: str
    number: int
    line: int
    text: str


def mutants(module: str, source: str, operators: dict[str, Change]) -> list[Mutant]:
    """List the mutants of a module's functions, in the order of its lines."""
    found = [
        Mutant(module, name, number, getattr(node, "lineno", 0), ast.unparse(node))
        for name, change in operators.items()
        for number, node in enumerate(_places(ast.parse(source), change))
    ]
    return sorted(found, key=lambda mutant: (mutant.line, mutant.operator, mutant.number))


def mutated(source: str, mutant: Mutant) -> ast.AST:
    """Give the module's tree with the one change."""
    tree = ast.parse(source)
    change = OPERATORS[mutant.operator]
    wanted = list(_places(tree, change))[mutant.number]
    return ast.fix_missing_locations(_Replacing(wanted, change).visit(tree))


def _places(tree: ast.AST, change: Change) -> Iterator[ast.AST]:
    """Walk the expressions inside functions that an operator changes; annotations and defaults are none."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(node): node for function in functions for part in function.body for node in ast.walk(part)}
    yield from [node for node in inside.values() if change(copy.copy(node)) is not None]


class _Replacing(ast.NodeTransformer):
    """Put the changed expression in place of one."""

    def __init__(self, wanted: ast.AST, change: Change) -> None:
        self.wanted, self.change = wanted, change

    def visit(self, node: ast.AST) -> ast.AST:
        inner = self.generic_visit(node)
        return (self.change(inner) or inner) if node is self.wanted else inner
