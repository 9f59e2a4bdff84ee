"""Evaluation: records against annotated articles, as `risalah eval` prints it."""

from risalah.evaluation.gold import Annotated, GoldFile, load_gold
from risalah.evaluation.score import Score, score
from risalah.evaluation.tally import Measure, Tally

__all__ = ["Annotated", "GoldFile", "Measure", "Score", "Tally", "load_gold", "score"]
