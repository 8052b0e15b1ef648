"""The open data pipeline for harm reduction funding and coverage.

Read the folders in the order of the flow:

    sources     bytes in, one clean table out, every row with the cell it came from
    schemas     what every table promises; the gate between a frame and the disk
    indicators  tables in, one published table out
    releases    a version: written once, verified, compared
    provenance  across all of them: what a value came from, and the proof of it
    defs        the only room that knows Dagster

`cli.py` is the `hr-pipeline` command, `definitions.py` what Dagster loads, `demonstration` the packaged deliveries.
"""

import os

if os.name == "nt":
    raise SystemExit("hr_pipeline runs on Linux and macOS. How to fix it: use WSL 2, or the container image.")
