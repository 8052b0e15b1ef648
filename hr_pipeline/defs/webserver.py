"""Dagster's web server behind the guard, as a process of its own: `python -m hr_pipeline.defs.webserver`.

What is let through belongs to `guard.py`; which processes run to `serving.py`.
"""

import os
import sys

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster_webserver.app import create_app_from_workspace_process_context

from hr_pipeline.defs.guard import Guard

HOSTS_VARIABLE = "HR_PIPELINE_UI_HOSTS"
LOCAL = ("127.0.0.1", "localhost", "[::1]")
MODULE = "hr_pipeline.definitions"


def hosts(host: str, port: int) -> frozenset[str]:
    """Give the names under which the server is reached: this machine's own, and those of a reverse proxy."""
    named = [name.strip() for name in os.environ.get(HOSTS_VARIABLE, "").split(",") if name.strip()]
    return frozenset([*(f"{name}:{port}" for name in (host, *LOCAL)), *named])


def serve(host: str, port: int, is_read_only: bool) -> None:
    """Serve until the process is stopped."""
    target = ModuleTarget(module_name=MODULE, attribute=None, working_directory=None, location_name=MODULE)
    with (
        dg.DagsterInstance.get() as instance,
        WorkspaceProcessContext(
            instance, target, version=dg.__version__, read_only=is_read_only, code_server_log_level="warning"
        ) as context,
    ):
        application = create_app_from_workspace_process_context(context)
        guard = Guard(application, hosts(host, port), is_read_only)
        uvicorn.run(guard, host=host, port=port, log_level="warning")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:] == ["read-only"])
