"""One way to parse YAML that comes from outside: limited in size, depth and what aliases may unfold to.

Which keys a file has, and what they mean, belongs to its reader.
"""

from functools import cache
from typing import Any

import yaml

MOST_BYTES, MOST_DEPTH, MOST_NODES = 512 << 10, 40, 100_000
"""Layouts and ledgers that people write have some kilobytes, five levels and some hundred values."""


class NotYaml(Exception):
    """A text cannot be parsed as YAML, or is larger than a person writes.

    Attributes:
        line: line the fault stands on; 0 where it concerns the whole text.
        problem: what is wrong there.
    """

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {problem}" if line else problem)
        self.problem, self.line = problem, line


class _Limits:
    """Counts nodes while they are composed; an alias counts as all that it stands for."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        mark = self.peek_event().start_mark  # type: ignore[attr-defined]
        is_alias = self.check_event(yaml.AliasEvent)  # type: ignore[attr-defined]
        sizes = self.__dict__.setdefault("_sizes", {})
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise yaml.MarkedYAMLError(problem=f"more than {MOST_DEPTH} levels", problem_mark=mark)
        node = super().compose_node(parent, index)  # type: ignore[misc]
        self._depth -= 1
        if id(node) not in sizes:
            below = sum(sizes.get(id(part), MOST_NODES) for part in _parts(node))
            # An alias of a value that is not complete yet would contain itself.
            sizes[id(node)] = MOST_NODES + 1 if is_alias else 1 + below
        if sizes[id(node)] > MOST_NODES:
            raise yaml.MarkedYAMLError(problem=f"more than {MOST_NODES:,} values", problem_mark=mark)
        return node


def _parts(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


@cache
def _limited(loader: type) -> type:
    return type(f"Limited{loader.__name__}", (_Limits, loader), {})


def parsed(content: bytes, loader: type = yaml.SafeLoader) -> Any:
    """Parse YAML.

    Args:
        content: the bytes of the file, UTF-8.
        loader: a safe loader, which decides what scalars become.

    Raises:
        NotYaml: no YAML in UTF-8, or larger, deeper or with more values than a person writes.
    """
    if len(content) > MOST_BYTES:
        raise NotYaml(f"more than {MOST_BYTES >> 10} KiB")
    try:
        return yaml.load(content.decode("utf-8"), Loader=_limited(loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise NotYaml(problem, mark.line + 1 if mark else 0) from error
    except UnicodeDecodeError as error:
        raise NotYaml("bytes that are no UTF-8") from error
    except (ValueError, OverflowError) as error:
        raise NotYaml("a date or number that does not exist") from error
