"""Expressions of forms: the part of XLSForm's language that rules and conditions of real forms are written in.

Evaluated are numbers, texts, `.`, ${question}; = != < <= > >=; and, or, not(); + - * div mod; and the functions of
FUNCTIONS. Dates compare as days; today() is the day the submission was sent. All else raises NotEvaluated.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

Value = str | float | bool
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”)|\$\{\s*(?P<ref>[^}]+?)\s*\}"""
    r"""|(?P<op><=|>=|!=|[=<>+*(),-]|\.(?![.\w/]))|(?P<name>[A-Za-z][\w:-]*))"""
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")


class NotEvaluated(Exception):
    """An expression is not in the part of the language that is evaluated, or names what is not there."""


@dataclass(frozen=True)
class Answered:
    """What an expression is evaluated on: the question's own answer, those it can name, and the day it was sent."""

    own: str
    answers: Mapping[str, str]
    day: str


Node = Callable[[Answered], Value]


@dataclass(frozen=True)
class Expression:
    """A parsed expression: the questions it names, and how it is evaluated."""

    names: frozenset[str]
    evaluate: Node

    def holds(self, answered: Answered) -> bool:
        """Tell whether the expression is true."""
        return truth(self.evaluate(answered))


@cache
def parsed(text: str) -> Expression:
    """Parse an expression.

    Raises:
        NotEvaluated: it holds something that is not evaluated.
    """
    parser = _Parser(_tokens(text))
    node = parser.either()
    if parser.rest:
        raise NotEvaluated(text)
    return Expression(frozenset(parser.names), node)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match or not match.lastgroup:
            raise NotEvaluated(text)
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Parser:
    """Descends from `or` to single values; operators of one level bind to the left."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens
        self.names: set[str] = set()

    def either(self) -> Node:
        return self._level(["or"], self._all)

    def _all(self) -> Node:
        return self._level(["and"], self._equal)

    def _equal(self) -> Node:
        return self._level(["=", "!="], self._compared)

    def _compared(self) -> Node:
        return self._level(["<=", ">=", "<", ">"], self._sum)

    def _sum(self) -> Node:
        return self._level(["+", "-"], self._product)

    def _product(self) -> Node:
        return self._level(["*", "div", "mod"], self._single)

    def _level(self, marks: list[str], below: Callable[[], Node]) -> Node:
        node = below()
        while self.rest and self.rest[0][0] in ("op", "name") and self.rest[0][1] in marks:
            mark = self.rest.pop(0)[1]
            node = _joined(OPERATORS[mark], node, below())
        return node

    def _single(self) -> Node:
        kind, text = self._next()
        if kind == "number":
            return _always(float(text))
        if kind == "text":
            return _always(text[1:-1])
        if kind == "ref":
            self.names.add(text)
            return lambda a: a.answers[text]
        if kind == "name":
            return self._call(text)
        return self._marked(text)

    def _marked(self, mark: str) -> Node:
        if mark == ".":
            return lambda a: a.own
        if mark == "-":
            node = self._single()
            return lambda a: -number(node(a))
        if mark == "(":
            node = self.either()
            self._expect(")")
            return node
        raise NotEvaluated(mark)

    def _call(self, name: str) -> Node:
        self._expect("(")
        arguments: list[Node] = []
        while self.rest and self.rest[0] != ("op", ")"):
            arguments.append(self.either())
            if self.rest and self.rest[0] == ("op", ","):
                self.rest.pop(0)
        self._expect(")")
        if name in ("today", "now") and not arguments:
            return lambda a: a.day
        fewest, most, function = FUNCTIONS.get(name, (1, 0, None))
        if function is None or not fewest <= len(arguments) <= most:
            raise NotEvaluated(f"{name}()")
        return lambda a: function(*(argument(a) for argument in arguments))

    def _next(self) -> tuple[str, str]:
        if not self.rest:
            raise NotEvaluated("an expression that ends too early")
        return self.rest.pop(0)

    def _expect(self, mark: str) -> None:
        if self._next() != ("op", mark):
            raise NotEvaluated(f"an expression without {mark}")


def _always(value: Value) -> Node:
    return lambda _: value


def _joined(operator: Callable[[Value, Value], Value], left: Node, right: Node) -> Node:
    return lambda a: operator(left(a), right(a))


def number(value: Value) -> float:
    """Read a value as a number: dates as days, texts that are no numbers as nan."""
    if not isinstance(value, str):
        return float(value)
    day = _DAY.fullmatch(value.strip())
    try:
        return float(date(*map(int, day.groups())).toordinal()) if day else float(value)
    except ValueError:
        return math.nan


def truth(value: Value) -> bool:
    """Read a value as true or false: not empty, neither 0 nor nan."""
    return bool(value) and value == value


def text(value: Value) -> str:
    """Read a value as text: whole numbers without .0."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def _matches(value: Value, pattern: Value) -> bool:
    """Search like KoboToolbox's web forms; phones match whole answers, which well-written patterns ask for anyway."""
    try:
        return re.search(text(pattern), text(value)) is not None
    except re.error as error:
        raise NotEvaluated("a regular expression of another dialect") from error


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "or": lambda a, b: truth(a) or truth(b),
    "and": lambda a, b: truth(a) and truth(b),
    "=": _same,
    "!=": lambda a, b: not _same(a, b),
    "<": lambda a, b: number(a) < number(b),
    "<=": lambda a, b: number(a) <= number(b),
    ">": lambda a, b: number(a) > number(b),
    ">=": lambda a, b: number(a) >= number(b),
    "+": lambda a, b: number(a) + number(b),
    "-": lambda a, b: number(a) - number(b),
    "*": lambda a, b: number(a) * number(b),
    "div": lambda a, b: number(a) / number(b) if number(b) else math.nan,
    "mod": lambda a, b: math.fmod(number(a), number(b)) if number(b) else math.nan,
}
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "not": (1, 1, lambda a: not truth(a)),
    "true": (0, 0, lambda: True),
    "false": (0, 0, lambda: False),
    "selected": (2, 2, lambda a, b: text(b) in text(a).split()),
    "count-selected": (1, 1, lambda a: float(len(text(a).split()))),
    "regex": (2, 2, _matches),
    "if": (3, 3, lambda a, b, c: b if truth(a) else c),
    "coalesce": (2, 2, lambda a, b: a if a != "" else b),
    "string-length": (1, 1, lambda a: float(len(text(a)))),
    "number": (1, 1, number),
    "int": (1, 1, lambda a: float(math.trunc(number(a))) if math.isfinite(number(a)) else math.nan),
    "string": (1, 1, text),
    "boolean": (1, 1, truth),
    "date": (1, 1, lambda a: a),
    "contains": (2, 2, lambda a, b: text(b) in text(a)),
    "starts-with": (2, 2, lambda a, b: text(a).startswith(text(b))),
    "concat": (1, 9, lambda *parts: "".join(map(text, parts))),
}
"""Name -> fewest and most arguments, and what it does."""
