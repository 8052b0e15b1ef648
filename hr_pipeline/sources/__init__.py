"""Bytes in, one clean table out: every row with the cell it came from, every row accounted for.

`snapshots.py` keeps the delivered bytes, `text_files.py` and `workbooks.py` read cells as text, `ingest.py` runs one
reader over many deliveries so that a bad one neither stops the rest nor slips through. Then one package per source.
Indicators and Dagster belong elsewhere.
"""
