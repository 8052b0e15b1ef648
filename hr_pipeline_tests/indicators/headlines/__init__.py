"""Tests of the headline tables."""
