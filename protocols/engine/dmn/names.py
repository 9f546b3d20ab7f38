"""The names an expression may use. FEEL names hold spaces and operators; only a list of them tells where one ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

WORD = r"[^\W\d]\w*"
NOTHING = "(?!)"


@dataclass(frozen=True)
class Names:
    """`values` are the names in scope, `components` the names that may follow a dot."""

    values: frozenset[str]
    components: frozenset[str] = frozenset()

    def extended(self, more: Iterable[str]) -> "Names":
        """These names and some local ones."""
        local = frozenset(more)
        return Names(self.values | local, self.components | local)

    @cached_property
    def simple(self) -> str:
        """A pattern for one name in scope; the longest wins."""
        return _alternatives(self.values)

    @cached_property
    def component(self) -> str:
        """A pattern for a name after a dot; one that no type declares is a plain word."""
        return f"{_alternatives(self.components)}|{WORD}"

    @cached_property
    def qualified(self) -> str:
        """A pattern for a name in scope and the path of components after it."""
        return rf"(?:{self.simple})(?:\s*\.\s*(?:{self.component}))*" if self.values else ""


def _alternatives(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(rf"{_spaced(name)}(?!\w)" for name in longest_first) or NOTHING


def _spaced(name: str) -> str:
    """The name with any amount of space where it has some."""
    return r"\s+".join(map(re.escape, name.split()))


def one_space(text: str) -> str:
    """A name as the model keeps it, with single spaces."""
    return " ".join(text.split())
