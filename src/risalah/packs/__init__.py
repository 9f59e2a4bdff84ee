"""Language packs: data, and the loader that checks it."""

from risalah.packs.loader import Pack, World, available, load, load_world

__all__ = ["Pack", "World", "available", "load", "load_world"]
