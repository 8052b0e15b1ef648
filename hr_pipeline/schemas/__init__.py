"""What every table promises, and the gate between a frame and the disk.

`tables.py` lists the tables by name: no schema, no write. `fields.py` holds what columns share, `codes.py` the
vocabularies. Reading files belongs to `sources`, formulas belong to `indicators`.
"""
