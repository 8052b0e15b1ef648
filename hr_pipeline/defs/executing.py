"""How a job runs, whoever started it: alone on its home, with its process written down, on the engine of choice.

Assets and jobs know nothing of this; `definitions.py` gives it to all of them.
"""

import fcntl
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import dagster as dg

from hr_pipeline.defs.processes import identity
from hr_pipeline.defs.recovery import PROCESS_TAG, recover
from hr_pipeline.paths import default_home

ENGINE_VARIABLE = "HR_PIPELINE_ENGINE"
ENGINES = {
    "in_process": ("dagster", "in_process_executor"),
    "multiprocess": ("dagster", "multiprocess_executor"),
    "celery": ("dagster_celery", "celery_executor"),
    "celery_k8s": ("dagster_celery_k8s", "celery_k8s_job_executor"),
    "k8s": ("dagster_k8s", "k8s_job_executor"),
}
"""Engine -> module and name of Dagster's executor; those of other packages are installed with them."""
LOCK = ".run.lock"


class UnknownEngine(Exception):
    """The environment names an engine that does not exist, or whose package is not installed."""


def engine(name: str = "") -> dg.ExecutorDefinition:
    """Give the executor of an engine, which runs one build at a time on a home.

    Args:
        name: one of ENGINES; the environment's HR_PIPELINE_ENGINE, else in_process, when empty.

    Raises:
        UnknownEngine: it does not exist, or its package is not installed.
    """
    chosen = name or os.environ.get(ENGINE_VARIABLE) or "in_process"
    if chosen not in ENGINES:
        raise UnknownEngine(f"{ENGINE_VARIABLE}={chosen}: expected one of {', '.join(ENGINES)}")
    module, executor = ENGINES[chosen]
    try:
        inner = getattr(import_module(module), executor)
    except ImportError as error:
        package = module.replace("_", "-")
        raise UnknownEngine(f"{ENGINE_VARIABLE}={chosen}: install the package {package} first") from error
    return _alone(inner)


def _alone(inner: dg.ExecutorDefinition) -> dg.ExecutorDefinition:
    def alone(init_context: dg.InitExecutorContext) -> dg.Executor:
        make = inner.executor_creation_fn
        assert make is not None, "each of Dagster's executors is made by a function"
        return Alone(make(init_context))

    return dg.ExecutorDefinition(
        name=inner.name,
        config_schema=inner.config_schema,  # type: ignore[arg-type]
        requirements=inner.get_requirements,
        executor_creation_fn=alone,
    )


class Alone(dg.Executor):
    """Runs the steps of a run while no other run of the home does."""

    def __init__(self, inner: dg.Executor) -> None:
        self._inner = inner

    @property
    def retries(self) -> Any:
        """Whether steps are tried again: as the engine says."""
        return self._inner.retries

    @property
    def step_dependency_config(self) -> Any:
        """When a step may begin: as the engine says."""
        return self._inner.step_dependency_config

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[dg.DagsterEvent]:
        """Write down which process runs, wait until the home is free, run."""
        instance, run = plan_context.instance, plan_context.dagster_run
        instance.add_run_tags(run.run_id, {PROCESS_TAG: identity()})
        recover(instance)
        with held(default_home() / LOCK, run.run_id, plan_context.log.info):
            try:
                yield from self._inner.execute(plan_context, execution_plan)
            finally:
                instance.add_run_tags(run.run_id, taken())


def taken() -> dict[str, str]:
    """Tell what this process and those that it started have taken, as tags of the run, which the UI shows."""
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(one.ru_utime + one.ru_stime for one in (mine, others))
    return {
        "hr_pipeline/processor_seconds": f"{seconds:.1f}",
        "hr_pipeline/peak_memory_mib": f"{mine.ru_maxrss >> 10}",
        "hr_pipeline/peak_memory_of_readers_mib": f"{others.ru_maxrss >> 10}",
    }


@contextmanager
def held(lock: Path, run: str, say: Any) -> Iterator[None]:
    """Hold a home's lock, which goes with the process however it ends.

    Args:
        lock: the file that is locked; it names the run that holds it.
        run: id of the run.
        say: takes a line when another run has to be waited for.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting: {_holder(lock)} builds on this home")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(json.dumps({"run": run, "process": identity()}))
        file.flush()
        yield


def _holder(lock: Path) -> str:
    try:
        holder = json.loads(lock.read_text(encoding="utf-8"))
        return f"run {holder['run'][:8]} ({holder['process']})"
    except (ValueError, KeyError):
        return "another run"
