"""A release in, pages and pictures for people out: every printed number is a figure of the release, with its evidence.

No figure is computed here. Reading belongs to `release.py`, wording to `languages/`, charts to `charts/`.
"""
