"""Readability, reading time, slug and summary of an article."""
