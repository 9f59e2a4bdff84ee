"""Exports: each module writes records in one format; `Renderer` picks one by its name."""

from risalah.exports.jsonl import encode
from risalah.exports.render import FORMATS, Renderer, page
from risalah.exports.safe import visible

__all__ = ["FORMATS", "Renderer", "encode", "page", "visible"]
