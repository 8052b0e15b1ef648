"""File formats, servers and published texts: bytes in, cells of text out, each with its locator.

What a cell means belongs to `sources`.
"""
