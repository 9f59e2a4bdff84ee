"""Actors: mentions, persons, parties."""
