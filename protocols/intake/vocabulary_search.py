"""Finding a medication, condition, substance or nutrient while its name is being typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from protocols.intake.spelling_trie import SpellingTrie
from protocols.vocabulary.vocabulary import folded

EXACT, BEGINNING, WORD, INSIDE, SIMILAR = range(5)


@dataclass(frozen=True)
class Name:
    """One name of an entry. `value` is what an answer keeps when it is chosen. An alias is a brand or a synonym."""

    text: str
    value: str
    label: str
    hint: str = ""
    is_alias: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing of the vocabulary, with everything it may be called; the first name is its own."""

    code: str
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Match:
    """An entry that was found, by which of its names, and how well (EXACT is best)."""

    entry: Entry
    name: Name
    quality: int


class VocabularySearch:
    """The entries of one list, ready to be searched."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.code: entry for entry in entries}
        self.names = [(entry, name, plain(name.text)) for entry in self.entries.values() for name in entry.names]

    @cached_property
    def _trie(self) -> SpellingTrie:
        """Every name, and every later part of a name that begins with a word ("sleep apnoea", "apnoea")."""
        trie = SpellingTrie()
        for number, (_, _, text) in enumerate(self.names):
            for start in _word_starts(text):
                trie.add(text[start:], number)
        return trie

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        index: dict[str, set[str]] = {}
        for entry, _, text in self.names:
            index.setdefault(text, set()).add(entry.code)
        return index

    def code_of(self, typed: str) -> str | None:
        """The code that a name stands for; None when no entry, or more than one, has that name."""
        codes = self._by_name.get(plain(typed), set())
        return next(iter(codes)) if len(codes) == 1 else None

    def search(self, typed: str, limit: int = 8) -> list[Match]:
        """The best matches, one an entry, best first."""
        query = plain(typed)
        if not query:
            return []
        best: dict[str, tuple[tuple[int, int, bool, int, str], Match]] = {}
        for number, quality, distance in self._hits(query):
            entry, name, text = self.names[number]
            order = (quality, distance, name.is_alias, len(text), text)
            if entry.code not in best or order < best[entry.code][0]:
                best[entry.code] = (order, Match(entry, name, quality))
        return [match for _, match in sorted(best.values(), key=lambda one: one[0])[:limit]]

    def _hits(self, query: str) -> Iterable[tuple[int, int, int]]:
        """(number of the name, quality, edit distance); a name may come more than once."""
        beginnings = list(self._trie.starting_with(query))
        for number in beginnings:
            text = self.names[number][2]
            yield number, EXACT if text == query else BEGINNING if text.startswith(query) else WORD, 0
        if len(query) >= 3:
            yield from ((number, INSIDE, 0) for number, (_, _, text) in enumerate(self.names) if query in text)
        if len(query) >= 3 and not beginnings:
            for number, distance in self._trie.near(query, *_edits(len(query))).items():
                yield number, SIMILAR, distance


def plain(name: str) -> str:
    """A name as it is compared: folded, and without punctuation."""
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub("['’]", "", folded(name))).split())


def _word_starts(text: str) -> list[int]:
    return [found.start() for found in re.finditer(r"\b\w", text)]


def _edits(length: int) -> tuple[int, int]:
    """How many edits a whole name, and the beginning of one, may be away. Short queries match too much otherwise."""
    return (2 if length >= 5 else 1), (2 if length >= 8 else 1 if length >= 5 else 0)
