"""A tree of letters that finds words by their beginning, also when a letter or two are wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Node:
    """Where one beginning leads: the next letters, and the words that end here."""

    children: dict[str, "Node"] = field(default_factory=dict)
    words: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    """A node on the way, with the edit distances of its letters to every beginning of the query."""

    node: Node
    row: list[int]
    above: list[int] | None
    letter: str


class SpellingTrie:
    """Numbers filed under words."""

    def __init__(self) -> None:
        self.root = Node()

    def add(self, word: str, number: int) -> None:
        node = self.root
        for letter in word:
            node = node.children.setdefault(letter, Node())
        node.words.append(number)

    def starting_with(self, beginning: str) -> Iterator[int]:
        """The numbers of all words with this beginning."""
        node = self.root
        for letter in beginning:
            if letter not in node.children:
                return
            node = node.children[letter]
        yield from _below(node)

    def near(self, query: str, edits: int, beginning_edits: int) -> dict[int, int]:
        """Number -> edit distance, for words within `edits` of the query, and words with a beginning within
        `beginning_edits`. A swap of two neighbours counts as one edit."""
        found: dict[int, int] = {}
        steps = [_Step(self.root, list(range(len(query) + 1)), None, "")]
        while steps:
            step = steps.pop()
            distance = step.row[-1]
            if distance <= edits:
                _keep(found, step.node.words, distance)
            if distance <= beginning_edits:
                _keep(found, _below(step.node), distance)
            if min(step.row) <= edits:
                steps.extend(_next(step, query, letter, child) for letter, child in step.node.children.items())
        return found


def _next(step: _Step, query: str, letter: str, child: Node) -> _Step:
    row = [step.row[0] + 1]
    for place, wanted in enumerate(query, start=1):
        best = min(row[-1] + 1, step.row[place] + 1, step.row[place - 1] + (wanted != letter))
        if step.above and place > 1 and wanted == step.letter and query[place - 2] == letter:
            best = min(best, step.above[place - 2] + 1)
        row.append(best)
    return _Step(child, row, step.row, letter)


def _below(node: Node) -> Iterator[int]:
    yield from node.words
    for child in node.children.values():
        yield from _below(child)


def _keep(found: dict[int, int], numbers, distance: int) -> None:
    for number in numbers:
        found[number] = min(distance, found.get(number, distance))
