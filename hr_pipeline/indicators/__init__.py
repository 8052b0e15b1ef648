"""Tables in, one published table out, with the contributions that make each figure.

No path, clock, network or environment here: the same tables give the same figures.
"""
