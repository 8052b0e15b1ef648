"""Whole-process times and memory of a run next to hand-written scripts: `make bench`. Nothing here is asserted."""
