"""Time expressions: found by a pack's rules, resolved against publication date, tense and neighbours."""

from risalah.reading.times.stage import TimesStage, parse_time, within

__all__ = ["TimesStage", "parse_time", "within"]
