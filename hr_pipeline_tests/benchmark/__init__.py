"""Whole-process times and memory of a run beside hand-written scripts: `make bench`. Nothing here is asserted."""
