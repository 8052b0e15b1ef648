"""Drafts of layouts for unknown budget tables: what each part of a table seems to be, and what to ask about it.

Finding tables and their arithmetic belongs to `layouts/`, putting the draft together to `suggest.py`.
"""
