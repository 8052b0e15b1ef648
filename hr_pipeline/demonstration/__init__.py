"""Demonstration deliveries: invented files in the publishers' own shapes, so that everything can be tried without data.

Each module makes one source's files with `make(folder)`, byte for byte the same each time. The figures are no statement
about the world: every `delivery.yaml` says `illustrative: true`. Made files stand in `landing/`.
"""

from pathlib import Path

LANDING = Path(__file__).parent / "landing"
