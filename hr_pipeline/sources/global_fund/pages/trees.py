"""Where a node stands among its parents: component, module and intervention; groups of cost categories.

Which fields hold a node and its parents belongs to `columns.py` and `companions.py`.
"""

from collections.abc import Callable

from hr_pipeline.sources.global_fund.pages.shapes import declared

Node = tuple[str, str]
"""Name and published type; the type is empty where it was not asked for."""

Levels = dict[str, str]


def activity(chain: list[Node], is_whole: bool) -> Levels:
    """Name the component, module and intervention of an activity area; groups between them have no column.

    Args:
        chain: the node behind its parents, the highest first.
        is_whole: the chain reaches the root.
    """
    has_root = bool(chain) and _kind(chain[0]) == "component"
    below = chain[1:] if has_root else chain
    is_lone = len(below) == 1 and _kind(below[0]) == "intervention"
    return {
        "@component": chain[0][0] if has_root else "",
        "@module": below[0][0] if below and not is_lone else "",
        "@intervention": below[-1][0] if len(below) > 1 or is_lone else "",
    }


def _kind(node: Node) -> str:
    name, published = node
    return published.casefold() or ("component" if name in declared()["components"] else "")


def cost(chain: list[Node], is_whole: bool) -> Levels:
    """Name the group, subgroup and category of costs, counted from the root, or if unknown from the node."""
    names = [name for name, _ in chain]
    group, subgroup, category = (names + [""] * 3)[:3] if is_whole else ([""] * 3 + names)[-3:]
    return {"@group": group, "@subgroup": subgroup, "@category": names[-1] if len(names) > 3 else category}


TREES: dict[str, Callable[[list[Node], bool], Levels]] = {"activity": activity, "cost": cost}
WHOLE = 3
"""Parents that were asked for so deep reach the root."""
