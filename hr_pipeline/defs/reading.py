"""The process of a run that reads deliveries, as a resource: started with the first delivery, ended with the run.

Its limits belong to `hr_pipeline.ingest.sandbox`.
"""

from collections.abc import Callable
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from hr_pipeline.ingest.companions import Companions
from hr_pipeline.ingest.deliveries import Delivery
from hr_pipeline.ingest.reading import Reading
from hr_pipeline.ingest.sandbox import Limits, Sandbox

SHOWN = 20


class SafeReading(dg.ConfigurableResource):
    """Reads deliveries of outsiders in a process with limits on time and memory."""

    _sandbox: Sandbox = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Make ready; no process is started before there is something to read."""
        self._sandbox = Sandbox(Limits())

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """End the process."""
        self._sandbox.close()

    @property
    def stopped(self) -> int:
        """How many deliveries reached a limit on time or memory so far."""
        return self._sandbox.stopped

    def costliest(self, source: str) -> list[dict[str, Any]]:
        """List the deliveries of a source whose reading took the most processor time in this run."""
        costs = [one for one in self._sandbox.costs if one.delivery.startswith(f"{source}/")]
        shown = sorted(costs, key=lambda one: one.seconds, reverse=True)[:SHOWN]
        return [
            {"delivery": one.delivery, "seconds": one.seconds, "memory_mib": one.memory_bytes >> 20} for one in shown
        ]

    def reader(self, module: str, known: list[Delivery], companions: Companions) -> Callable[[Delivery], Reading]:
        """Give the reader of a source; see `Sandbox.reader`."""
        return self._sandbox.reader(module, known, companions)

    def asking(self, module: str, function: str) -> Callable[[Delivery], Any]:
        """Give a question about one delivery that is answered in the other process; see `Sandbox.asking`."""
        return self._sandbox.asking(module, function)
