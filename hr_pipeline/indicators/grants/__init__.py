"""Grants of the Global Fund: versions, attribution, definitions."""
