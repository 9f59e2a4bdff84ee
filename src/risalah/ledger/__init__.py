"""The ledger: records of many documents in one SQLite file, and the questions asked of it."""

from risalah.ledger.store import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
