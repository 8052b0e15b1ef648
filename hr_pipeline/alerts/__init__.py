"""Alerts: one fault, one message to the people who can correct it, by e-mail or webhook.

Finding faults belongs to `defs/faults.py`, when to look to `defs/alerting.py`.
"""
