"""Questionnaires: forms, their expressions, labels and rules, and answers checked against them."""
