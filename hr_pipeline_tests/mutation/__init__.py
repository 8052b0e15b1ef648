"""Mutation testing of the indicators: an error is injected into a formula, a filter or a join, and a test must fail."""
