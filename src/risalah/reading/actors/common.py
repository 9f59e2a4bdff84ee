"""Common words that look like names because a sentence begins with them."""

from __future__ import annotations

from collections.abc import Container

from risalah.model import Mention, Person, Tokens


class Common:
    """Tells them in one text. `closed` are the words of the language that are never names."""

    def __init__(self, text: str, tokens: Tokens, closed: Container[str]) -> None:
        self.t = tokens
        self.closed = closed
        upper = [text[start].isupper() for start in tokens.start]
        self.lowered = {low for low, capital in zip(tokens.lower, upper, strict=True) if not capital}
        """Words that the text writes without a capital."""
        self.raised = {tokens.lower[i] for i in range(1, len(tokens)) if upper[i] and self._inside(i)}
        """Words that it writes with one inside a sentence."""

    def _inside(self, i: int) -> bool:
        return self.t.sentence[i - 1] == self.t.sentence[i] and self.t.lower[i - 1].isalpha()

    def __call__(self, m: Mention, person: Person | None) -> bool:
        """True for one word that has its capital from the start of a sentence only ("Setiap …", "Masing-masing …")."""
        word = self.t.lower[m.first]
        if m.last - m.first != 1 or m.name is None or m.name.casefold() != word:
            return False
        if person is not None and (person.known or person.offices):
            return False
        initial = m.first == 0 or self.t.sentence[m.first - 1] != self.t.sentence[m.first]
        if not initial or word in self.raised:
            return False
        first, hyphen, second = word.partition("-")
        return bool(hyphen and first == second) or word in self.closed or word in self.lowered
