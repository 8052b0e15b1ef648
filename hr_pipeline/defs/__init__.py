"""The only room that knows Dagster: assets of a few lines, checks, jobs, schedule, sensor, resources, the table store.

Formulas belong to `indicators`, reading to `sources`.
"""
