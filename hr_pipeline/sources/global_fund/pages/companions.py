"""Names for the ids on a page, from the other sets of the same fetch; each set is read once for all pages.

Which id leads where is declared in `shapes.yaml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from hr_pipeline.ingest.deliveries import Delivery, Refused
from hr_pipeline.sources.global_fund.pages.columns import Columns, Rows, spread
from hr_pipeline.sources.global_fund.pages.files import entity_set_of, fetch_of, rows_of
from hr_pipeline.sources.global_fund.pages.shapes import Navigation, navigations, wanted
from hr_pipeline.sources.global_fund.pages.trees import TREES, WHOLE, Node

Mates = tuple[tuple[str, tuple[Delivery, ...]], ...]
"""The sets of one fetch that ids lead to, with their pages."""

FETCHES_HELD = 3


@dataclass(frozen=True)
class Lookup:
    """Rows of a set by the field that ids equal.

    Attributes:
        index: id -> position.
        columns: path below the navigation -> text of each position.
    """

    index: dict[str, int]
    columns: dict[str, list[str]]


def mates(delivery: Delivery, others: Iterable[Delivery]) -> Mates:
    """Find the pages of the same fetch that ids lead to."""
    sets = {how.set for how in navigations().values()}
    fetch = fetch_of(delivery.path)
    near = [other for other in (*others, delivery) if other.role == "data" and fetch_of(other.path) == fetch]
    found: dict[str, list[Delivery]] = {}
    for other in near:
        if (name := entity_set_of(other)) in sets:
            found.setdefault(name, []).append(other)
    return tuple((name, tuple(sorted(pages, key=lambda page: page.path))) for name, pages in sorted(found.items()))


def joined(columns: Columns, used: Iterable[str], alongside: Mates) -> Columns:
    """Add to rows what their ids stand for, and the places of their nodes in trees.

    Args:
        columns: the rows.
        used: paths that are asked for; of others nothing is joined.
        alongside: the sets of the same fetch.

    Raises:
        Refused: an id leads to a set that was not fetched.
    """
    asked = [path.casefold() for path in used]
    for path in list(columns.names):
        above, _, field = path.rpartition("/")
        for how in navigations().values():
            target = f"{above}/{how.name}".lstrip("/")
            is_used = any(f"{target.casefold()}/" in name for name in asked)
            if field.casefold() == how.id.casefold() and is_used and not _is_expanded(columns, target):
                _join(columns, path, target, how, alongside)
    for how in navigations().values():
        if how.tree:
            _place_expanded(columns, how, asked)
    return columns


def _is_expanded(columns: Columns, target: str) -> bool:
    mark = target.casefold()
    return any(name.casefold() == mark or name.casefold().startswith(mark + "/") for name in columns.names)


def _join(columns: Columns, path: str, target: str, how: Navigation, alongside: Mates) -> None:
    ids = columns.categories(path)
    if not any(ids.categories):
        return
    if how.set not in dict(alongside):
        expected = f"expected the set {how.set} next to it, for {how.id} is given and {how.name} is not"
        raise Refused(
            f"field {path}", expected, f"fetch {how.set} into the same folder, or ask for {how.name} with $expand"
        )
    held = lookup(how, alongside)
    positions = [held.index.get(text, -1) for text in ids.categories]
    for below, texts in held.columns.items():
        values = [texts[position] if position >= 0 else "" for position in positions]
        columns.join(f"{target}/{below}", spread([*values, ""], ids.codes))


@lru_cache(maxsize=FETCHES_HELD * 5)
def lookup(how: Navigation, alongside: Mates) -> Lookup:
    """Read a set by the field that ids equal; the same bytes are read once."""
    rows = [row for delivery in dict(alongside)[how.set] for row in rows_of(delivery)]
    if how.within:
        rows = [row for _, _, row in inside(rows, how.within, how.parent_name)]
    columns = Columns(rows)
    keep = wanted(how.name)
    if how.tree:
        return Lookup(_index(columns, how), _placed(columns, how) | {"name": columns.texts(columns.find("name"))})
    joined(columns, keep, alongside)
    kept = {name: columns.categories(name).astype("str").tolist() for name in columns.names if name.casefold() in keep}
    return Lookup(_index(columns, how), kept)


def _index(columns: Columns, how: Navigation) -> dict[str, int]:
    key = columns.find(how.key)
    if not key:
        raise Refused(f"the set {how.set}", f"expected the field {how.key}", "fetch the set again with all its fields")
    return {text: position for position, text in enumerate(columns.texts(key))}


def inside(rows: Rows, within: str, parent_name: str) -> list[tuple[int, str, dict]]:
    """Give the rows of a list inside rows, each with its outer row under a name: outer row from 1, path, row."""
    found = []
    for number, row in enumerate(rows, start=1):
        name = next((name for name in row if name.casefold() == within.casefold()), "")
        outer = {key: value for key, value in row.items() if key != name}
        for place, inner in enumerate(row.get(name) or []):
            found.append((number, f"{name}/{place}", {**inner, parent_name: outer}))
    return found


def _placed(columns: Columns, how: Navigation) -> dict[str, list[str]]:
    """Name the place of every node of a whole tree; parents go by `id` whatever ids on pages equal."""
    ids, parents, names = (columns.texts(columns.find(name)) for name in ("id", "parentId", "name"))
    types = columns.texts(columns.find("type")) if columns.find("type") else [""] * len(ids)
    rows = list(zip(parents, zip(names, types, strict=True), strict=True))
    nodes = dict(zip(ids, rows, strict=True))
    found = [TREES[how.tree]([*_chain(parent, nodes), node], True) for parent, node in rows]
    return {level: [levels[level] for levels in found] for level in TREES[how.tree]([], True)}


def _chain(text: str, nodes: dict[str, tuple[str, Node]]) -> list[Node]:
    """Walk up to the root; a node that comes again ends the walk."""
    walked: dict[str, Node] = {}
    while text in nodes and text not in walked:
        parent, walked[text] = nodes[text]
        text = parent
    return list(walked.values())[::-1]


def _place_expanded(columns: Columns, how: Navigation, asked: list[str]) -> None:
    """Name the places of nodes whose parents were expanded with them."""
    for name in [name for name in columns.names if _ends(name, how.name) or _ends(name, f"{how.name}/name")]:
        target = name if _ends(name, how.name) else name.rpartition("/")[0]
        levels = [f"{target}/{level}" for level in TREES[how.tree]([], True)]
        if any(columns.find(level) for level in levels) or not any(level.casefold() in asked for level in levels):
            continue
        nodes, codes = columns.below(target)
        chains, depth = _chains(nodes)
        placed = [TREES[how.tree](list(chain), depth >= WHOLE) for chain in chains]
        for level in levels:
            texts = [found[level.rpartition("/")[2]] for found in placed]
            columns.join(level, spread(texts, codes))


def _ends(path: str, name: str) -> bool:
    return f"/{path}".casefold().endswith(f"/{name}".casefold())


def _chains(nodes: Columns) -> tuple[list[list[Node]], int]:
    """Give each node behind its parents, and how many levels were expanded."""
    steps = ["parent/" * depth for depth in range(len(nodes.names))]
    levels = list(takewhile(lambda step: nodes.find(f"{step}name"), steps))
    found: list[list[Node]] = [[] for _ in range(len(nodes))]
    for step in reversed(levels):
        named = zip(nodes.texts(nodes.find(f"{step}name")), _types(nodes, step), strict=True)
        for chain, node in zip(found, named, strict=True):
            chain += [node] if node[0] else []
    return found, len(levels)


def _types(nodes: Columns, step: str) -> list[str]:
    found = nodes.find(f"{step}type")
    return nodes.texts(found) if found else [""] * len(nodes)
