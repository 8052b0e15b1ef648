"""Run each contestant several times as its own process and print wall time, processor time and peak memory.

`python -m hr_pipeline_tests.benchmark [FILE]`: FILE in the shape of the Global Fund's budget download; without it the
real file where the shared data lie next to the project, else an invented one of the same size.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from hr_pipeline_tests.accounted import accounted
from hr_pipeline_tests.benchmark.invented import write_invented
from hr_pipeline_tests.benchmark.surveys import SUBMISSIONS, write_survey
from hr_pipeline_tests.shared_data import SHARED_DATA

REPEATS = 3
FIRST, UNCHANGED, CHANGED = "hr-pipeline run", "the same, unchanged", "the same, one small delivery more"
FLOOR, BY_HAND, QUERY = "Dagster's floor", "pandas by hand", "DuckDB query"
CONTESTANTS = [FIRST, UNCHANGED, CHANGED, FLOOR, BY_HAND, QUERY]
SMALL = "published_statistics"
SOURCE = "global_fund/grant_budgets_reference_rate.csv.gz"
console = Console()


def stages(home: Path) -> dict[str, float]:
    """Read from Dagster's own record how long each step of the newest run took."""
    os.environ["DAGSTER_HOME"] = str(home / "dagster")
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        record = instance.get_run_records(limit=1)[0]
        steps = instance.get_run_step_stats(record.dagster_run.run_id)
    return {step.step_key: (step.end_time or 0) - (step.start_time or 0) for step in steps}


def add_small_delivery(landing: Path) -> None:
    """Deliver one more small table: a register of naloxone of the demonstration, with its layout and notes."""
    given = Path(str(files("hr_pipeline") / "demonstration" / "landing" / SMALL))
    shutil.copytree(given, landing / SMALL, ignore=shutil.ignore_patterns("coverage_export*"))


def main(source: Path, folder: Path) -> None:
    """Measure the pipeline and the scripts, check that they agree, and print the figures."""
    landing = folder / "landing"
    (landing / "global_fund").mkdir(parents=True)
    shutil.copy(source, landing / SOURCE)
    crosswalk = Path(str(files("hr_pipeline.sources.global_fund") / "crosswalk.csv"))
    here = Path(__file__).parent
    script = [here / "by_hand_pandas.py", source, crosswalk, folder / "pandas.parquet"]
    query = [here / "by_hand_duckdb.py", source, crosswalk, folder / "duckdb.parquet"]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    steps: list[dict[str, float]] = []
    for repeat in range(REPEATS):
        home = folder / f"home{repeat}"
        shutil.rmtree(landing / SMALL, ignore_errors=True)
        command = ["-m", "hr_pipeline.cli.main", "run", "--landing", landing, "--home", home]
        runs[FIRST].append(accounted(command)[1])
        steps.append(stages(home))
        runs[UNCHANGED].append(accounted(command)[1])
        add_small_delivery(landing)
        runs[CHANGED].append(accounted(command)[1])
        runs[FLOOR].append(accounted(["-m", "hr_pipeline_tests.benchmark.dagster_floor", folder / f"floor{repeat}"])[1])
        runs[BY_HAND].append(accounted(script)[1])
        runs[QUERY].append(accounted(query)[1])
    show(source, runs, steps)
    agree(folder)


def show(source: Path, runs: dict[str, list[dict[str, float]]], steps: list[dict[str, float]]) -> None:
    """Print medians, each contestant next to the other, then the stages of the run."""
    table = Table("process", "wall s", "processor s", "peak MiB", title=f"{source.name}, median of {REPEATS} runs")
    median = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]} for name, found in runs.items()
    }
    for name, figures in median.items():
        table.add_row(name, f"{figures['wall']:.2f}", f"{figures['processor']:.2f}", f"{figures['memory']:,.0f}")
    console.print(table)
    stage = Table("stage of the run", "s", title="Dagster's own record")
    medians = {key: statistics.median(run.get(key, 0) for run in steps) for key in steps[0]}
    for name, seconds in sorted(medians.items(), key=lambda item: -item[1]):
        stage.add_row(name, f"{seconds:.2f}")
    own = sum(medians.values())
    stage.add_row("all stages", f"{own:.2f}")
    console.print(stage)
    ratio = own / median[BY_HAND]["wall"]
    console.print(f"All stages take {ratio:.1f} x the hand-written pandas script.")
    least = median[FLOOR]["processor"] + median[QUERY]["processor"]
    for name in (FIRST, UNCHANGED, CHANGED):
        console.print(f"{name}: {median[name]['processor'] / least:.1f} x Dagster's floor plus the DuckDB query.")


def measure_survey(folder: Path) -> None:
    """Build the tables of a large partner survey once, and print rows read a second and peak memory."""
    rows = write_survey(folder / "survey")
    home = folder / "survey_home"
    command = ["-m", "hr_pipeline.cli.main", "run", "--no-release", "--landing", folder / "survey", "--home", home]
    found = accounted(command)[1]
    seconds = stages(home)["partner_surveys_tables"]
    console.print(
        f"A survey of {SUBMISSIONS:,} submissions, {rows:,} rows with its repeats: {seconds:.1f} s to read, "
        f"{rows / seconds:,.0f} rows a second; the whole run {found['wall']:.1f} s, peak {found['memory']:,.0f} MiB."
    )


def agree(folder: Path) -> None:
    """Check that the contestants computed the same money; a benchmark of different work would say nothing."""
    ours = pd.read_parquet(folder / "home0" / "tables" / "harm_reduction_funding.parquet")
    by_hand = pd.read_parquet(folder / "pandas.parquet")
    query = pd.read_parquet(folder / "duckdb.parquet")
    service = "needle_syringe_programme"
    sums = {
        "hr-pipeline run": ours.loc[ours["service"] == service, "amount_usd"].sum(),
        "pandas by hand": by_hand.loc[by_hand["service"] == service, "BudgetAmount_ReferenceRate"].sum(),
        "DuckDB query": query.loc[query["service"] == service, "amount"].sum(),
    }
    console.print(json.dumps({name: round(float(value), 2) for name, value in sums.items()}, indent=2))
    if len({round(float(value), 2) for value in sums.values()}) > 1:
        raise SystemExit("the contestants do not agree on the money of needle and syringe programmes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED_DATA / SOURCE
        main(given if given.is_file() else write_invented(Path(scratch) / "invented.csv.gz"), Path(scratch))
        measure_survey(Path(scratch))
