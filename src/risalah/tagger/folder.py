"""The folder of a trained tagger: two models, and settings that say what they were made from and how good they are.

    cues.crfsuite     which words are cues
    roles.crfsuite    which words are a cue's source and content
    settings.json     `Settings`

Made by `risalah pack train`, on the user's machine, from the user's data. Nothing of it comes with risalah.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from risalah.errors import UsageError
from risalah.tagger.join import Thresholds

FEATURES = 1
"""Counts up whenever the features change: a model of other features would find nonsense."""

CUES, ROLES, SETTINGS = "cues.crfsuite", "roles.crfsuite", "settings.json"


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Joint precision, recall and F1 of one kind on the held-out documents: by rules alone, and with the tagger."""

    kind: str
    gold: int
    rules: tuple[float, float, float]
    tagger: tuple[float, float, float]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a tagger was made from, and what it reached."""

    language: str
    pack: str
    made: str
    data: str
    data_digest: str
    documents: int
    rejected: int
    attributions: int
    held_out: int
    iterations: int
    thresholds: Thresholds
    seconds: float
    bytes: int
    digest: str
    figures: tuple[Figure, ...] = ()
    features: int = FEATURES


class Models:
    """A tagger's two models, open."""

    def __init__(self, settings: Settings, cues: Any, roles: Any) -> None:
        self.settings, self.cues, self.roles = settings, cues, roles


def crfsuite() -> Any:
    """The module `pycrfsuite`. Raises `UsageError` where it is not installed."""
    try:
        return import_module("pycrfsuite")
    except ImportError as e:
        raise UsageError("the tagger needs python-crfsuite: pip install 'risalah[tagger]'") from e


def home() -> Path:
    """The folder of the user's own packs."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "risalah" / "packs"


def settings_of(folder: Path) -> Settings:
    """The settings of a tagger's folder. Raises `UsageError` where it is none."""
    try:
        return msgspec.json.decode((folder / SETTINGS).read_bytes(), type=Settings)
    except OSError as e:
        raise UsageError(f"{folder}: no tagger in it (risalah pack train makes one)") from e
    except msgspec.DecodeError as e:
        raise UsageError(f"{folder / SETTINGS}: not the settings of a tagger ({e})") from e


def digest_of(folder: Path) -> str:
    """SHA-256 over a folder's two models."""
    whole = hashlib.sha256()
    try:
        for name in (CUES, ROLES):
            whole.update((folder / name).read_bytes())
    except OSError as e:
        raise UsageError(f"{folder}: the tagger is not complete ({e})") from e
    return whole.hexdigest()


def opened(folder: Path) -> Models:
    """The tagger of a folder. Raises `UsageError` where it is broken, changed, or made for other features."""
    settings = settings_of(folder)
    if settings.features != FEATURES:
        raise UsageError(f"{folder}: trained with another version of risalah; train it again")
    # A damaged model could crash the library that reads it, so nothing is opened that is not what was written.
    if digest_of(folder) != settings.digest:
        raise UsageError(f"{folder}: the models are not those that the settings tell of")
    return Models(settings, tagger(folder / CUES), tagger(folder / ROLES))


def tagger(path: Path) -> Any:
    """One model, open."""
    found = crfsuite().Tagger()
    found.open(str(path))
    return found
