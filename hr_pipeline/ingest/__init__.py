"""Deliveries: what lies in a landing folder, kept under its hash, corrected and accounted for.

Reading a file format belongs to `formats`, what a file means to `sources`.
"""
