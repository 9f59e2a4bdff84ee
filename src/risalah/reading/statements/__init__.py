"""Statements: cue, source and content found on the page."""
