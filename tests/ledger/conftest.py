"""A ledger that is new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from risalah.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger, open for writing."""
    with open_ledger(tmp_path / "ledger.db", create=True) as made:
        yield made
