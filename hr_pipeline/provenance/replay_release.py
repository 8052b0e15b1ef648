"""Compute a release's figures again from the archived files: cell, number, figure, with code of its own.

Needs Python and pyarrow. Inside the release: `python replay.py --evidence BUNDLE.zip` for all figures, or with
`--figure TABLE/KEY/.../COLUMN`, or `--sample 500 --seed 1`. Nothing here is shared with the code that made the figures.
Exit status 0: all is EQUAL; 1: something is DIFFERENT; 4: nothing is different, but not everything could be checked.
"""

import argparse
import random
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from hr_pipeline.provenance.replayer import DIFFERENT, EQUAL, ORDER, Key, Release, given

NOT_PROVEN = 4
SHOWN = 20


def verdicts(release: Release, keys: set[Key]) -> tuple[dict[Key, str], Counter[str]]:
    """Replay figures and all that they rest on.

    Returns:
        For each figure the worst of its own verdict and of all below it, and the number of contributions by verdict.
    """
    reached = release.reached(keys)
    release.read(reached)
    edges: Counter[str] = Counter()
    carried: dict[Key, str] = {}
    for key in _deepest_first(release, reached):
        found = [release.figure_verdict(key)]
        for position in release.below.get(key, ()):
            edge = release.edges[position]
            own = release.edge_verdict(edge)
            edges[own] += 1
            found += [own, EQUAL if edge["delivery"] is not None else carried.get(given(edge), EQUAL)]
        carried[key] = max(found, key=ORDER.index)
    return {key: carried[key] for key in keys}, edges


def _deepest_first(release: Release, keys: set[Key]) -> list[Key]:
    """Order figures so that each comes after those it rests on."""
    ordered: dict[Key, None] = {}
    stack = [(key, False) for key in sorted(keys)]
    while stack:
        key, is_ready = stack.pop()
        if is_ready:
            ordered[key] = None
        elif key not in ordered:
            edges = (release.edges[position] for position in release.below.get(key, ()))
            below = [given(edge) for edge in edges if edge["delivery"] is None]
            stack += [(key, True), *((one, False) for one in below if one not in ordered)]
    return list(ordered)


def figures(release: Release) -> list[Key]:
    """List every value of a column with a formula, and whatever else has contributions."""
    computed = [
        (name, row, column["name"])
        for name, entry in sorted(release.manifest["tables"].items())
        if entry["is_published"]
        for column in entry["columns"]
        if column["formula"]
        for row in range(entry["rows"])
    ]
    valued = {key for key in computed if release.value(key) is not None}
    return sorted(valued | set(release.below))


def figure_id(release: Release, key: Key) -> str:
    """Name a figure as the release does: `table/key/.../column`."""
    table, row, column = key
    parts = [release.value((table, row, name)) for name in release.manifest["tables"][table]["keys"]]
    texts = ["-" if part is None else _text(part).replace("%", "%25").replace("/", "%2F") for part in parts]
    return "/".join([table, *texts, column])


def _text(part: Any) -> str:
    """Write one key: a day without the time of midnight."""
    return part.date().isoformat() if isinstance(part, datetime) else str(part)


def main() -> int:
    """Replay what the command asks for, and print what was found."""
    parser = argparse.ArgumentParser(description="Compute a release's figures again from the archived files.")
    parser.add_argument("release", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--evidence", type=Path, help="bundle, or folder of snapshots; without it no cell is checked")
    parser.add_argument("--figure", help="id of one figure")
    parser.add_argument("--sample", type=int, default=0, help="so many figures, drawn with --seed; all when 0")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    release = Release(asked.release, asked.evidence)
    keys = figures(release)
    if asked.figure:
        table = asked.figure.partition("/")[0]
        keys = [key for key in keys if key[0] == table and figure_id(release, key) == asked.figure]
        if not keys:
            print(f"no figure is called {asked.figure}")
            return 1
    elif asked.sample:
        keys = random.Random(asked.seed).sample(keys, min(asked.sample, len(keys)))
    return _shown(release, *verdicts(release, set(keys)))


def _shown(release: Release, found: dict[Key, str], edges: Counter[str]) -> int:
    counts = Counter(found.values())
    for key in [key for key, verdict in sorted(found.items()) if verdict == DIFFERENT][:SHOWN]:
        print(f"DIFFERENT {figure_id(release, key)}")
    for what, counted in (("contributions", edges), ("figures", counts)):
        print(f"{what}: " + ", ".join(f"{counted[verdict]:,} {verdict}" for verdict in ORDER if counted[verdict]))
    proven = counts[EQUAL]
    print(f"{proven:,} figures proven, {len(found) - proven:,} not proven")
    return 1 if counts[DIFFERENT] or edges[DIFFERENT] else 0 if proven == len(found) else NOT_PROVEN


if __name__ == "__main__":
    raise SystemExit(main())
