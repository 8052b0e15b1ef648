"""Borders of countries for the map, with their citation."""
