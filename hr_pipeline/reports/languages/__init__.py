"""Texts of the reports, one file for each language; each says whether a speaker has reviewed it."""
