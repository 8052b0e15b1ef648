"""Layouts of delivered tables: what is common to all sources.

A table as a grid of text cells, its header, its numbers, and what the numbers show by arithmetic. What a column
means for one source belongs to that source.
"""
