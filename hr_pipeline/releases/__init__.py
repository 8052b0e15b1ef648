"""A version: what may be published, written once, verified, compared.

`disclosure.py` decides what leaves the house, `files.py` writes single files, `write.py` a release, `verify.py` checks
one, `compare.py` two. Computing figures belongs to `indicators`.
"""
