"""Try the mutants of modules and print what no test catches.

python -m hr_pipeline_tests.mutation [--filters] [--sample N] [module or room ...]
"""

import argparse
import random
import sys
from collections import Counter

from hr_pipeline_tests.mutation.operators import FILTERS, FORMULAS, Change, Mutant, mutants
from hr_pipeline_tests.mutation.running import INDICATORS, file_of, is_caught


def chosen(names: list[str], operators: dict[str, Change]) -> list[Mutant]:
    """List the mutants of modules, of all modules of a room, or of all indicators."""
    files = [file for file in sorted(INDICATORS.rglob("*.py")) if file.stem != "__init__"]
    wanted = [file.stem for file in files if not names or {file.stem, file.parent.name} & set(names)]
    return [mutant for name in wanted for mutant in mutants(name, file_of(name).read_text("utf-8"), operators)]


def main(words: list[str]) -> int:
    """Try the mutants; the exit status is the number that no test catches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="modules or rooms; all indicators when empty")
    parser.add_argument("--filters", action="store_true", help="filters, joins and masks instead of arithmetic")
    parser.add_argument("--sample", type=int, default=0, help="only so many, drawn by a fixed seed")
    asked = parser.parse_args(words)
    found = chosen(asked.names, FILTERS if asked.filters else FORMULAS)
    if asked.sample:
        found = random.Random(0).sample(found, min(asked.sample, len(found)))
    missed = []
    for mutant in found:
        if not is_caught(mutant):
            missed.append(mutant)
            print(f"not caught: {mutant.module}:{mutant.line}: {mutant.operator}: {mutant.text}", flush=True)
    tried, left = Counter(one.operator for one in found), Counter(one.operator for one in missed)
    for operator, number in tried.items():
        print(f"{operator}: {number - left[operator]} of {number} caught")
    print(f"{len(found) - len(missed)} of {len(found)} mutants are caught")
    return len(missed)


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
