"""What a value came from: row ids, locators, contributions, fingerprints, trace and replay.

Imports nothing else of the package, so that the proof of a figure does not rest on the code that made it.
"""
