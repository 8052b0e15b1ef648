"""What Dagster alone takes: a job with the same assets and the same graph whose steps do nothing.

`python -m hr_pipeline_tests.benchmark.dagster_floor HOME`: HOME is an empty folder for the event log.
"""

import os
import sys
from pathlib import Path

GRAPH = Path(__file__).parents[1] / "defs" / "graph.txt"
"""The reviewed graph: one line for each asset, `group name <- inputs`."""


def main(home: Path) -> None:
    """Run the job once on an instance of its own, with the event log on SQLite."""
    os.environ["DAGSTER_HOME"] = str(home)
    import dagster as dg

    def asset(name: str, inputs: list[str]) -> dg.AssetsDefinition:
        @dg.asset(name=name, deps=inputs)
        def nothing() -> None:
            """Do nothing."""

        return nothing

    lines = [line.partition("<-") for line in GRAPH.read_text(encoding="utf-8").splitlines()]
    assets = [asset(head.split()[1], inputs.split()) for head, _, inputs in lines]
    with dg.DagsterInstance.get() as instance:
        assert dg.materialize(assets, instance=instance).success


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    (folder / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    main(folder)
