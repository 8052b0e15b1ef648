"""The only room that knows Dagster: assets of a few lines, checks, jobs, schedules, sensors, resources, the table store.

Formulas belong to `indicators`, reading to `sources`.
"""
