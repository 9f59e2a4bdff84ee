"""Watching feeds: each new entry's article is fetched once, and written once, whatever happens in between."""

from risalah.watching.output import Appended
from risalah.watching.schedule import parse_pause
from risalah.watching.state import State
from risalah.watching.watcher import Event, Later, Polled, Refused, Repeated, Waiting, Watcher, Written, addresses

__all__ = [
    "Appended",
    "Event",
    "Later",
    "Polled",
    "Refused",
    "Repeated",
    "State",
    "Waiting",
    "Watcher",
    "Written",
    "addresses",
    "parse_pause",
]
