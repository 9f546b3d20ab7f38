"""What changed in the rule tables from one release to another, rule by rule and in words."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from protocols.engine.cells import ANY, Cell
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import DecisionTable, HitPolicy, Row

Rule = Sequence[Row]
"""All rows with one id: alternatives with the same outputs."""


@dataclass(frozen=True)
class RowChange:
    """One rule that was added, removed, changed or moved; `details` says how, one sentence each."""

    table: str
    row: str
    kind: str
    details: tuple[str, ...]

    def as_document(self) -> dict[str, Any]:
        return {"table": self.table, "row": self.row, "kind": self.kind, "details": list(self.details)}


def row_changes(before: Rulebook, after: Rulebook) -> list[RowChange]:
    """Every change of every table, in the order of the tables."""
    return [change for name in after.tables for change in table_changes(before.tables[name], after.tables[name])]


def table_changes(before: DecisionTable, after: DecisionTable) -> Iterator[RowChange]:
    """The changes of one table: rules that are gone first, the others in the order of the new table."""
    old, new = _rules(before), _rules(after)
    moved = _moved(list(old), list(new)) if after.hit_policy is HitPolicy.FIRST else {}
    for row, rule in old.items():
        if row not in new:
            yield RowChange(after.name, row, "removed", tuple(_whole(rule)))
    for row, rule in new.items():
        if row not in old:
            yield RowChange(after.name, row, "added", tuple(_whole(rule)))
            continue
        details = [*_changed(old[row], rule), *filter(None, [moved.get(row)])]
        if details:
            yield RowChange(after.name, row, "changed", tuple(details))


def _rules(table: DecisionTable) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(row.id, []).append(row)
    return found


def _whole(rule: Rule) -> Iterator[str]:
    """A rule that is there in one release only."""
    for row in rule:
        yield f"when {_conditions(row.when)}"
    outputs = {name: value for name, value in rule[0].then.items() if value not in (None, "", ())}
    yield "then " + ", ".join(f"{name}: {value_words(value)}" for name, value in outputs.items())
    yield f"cites {', '.join(rule[0].sources)}; marked {rule[0].mark}"


def _changed(old: Rule, new: Rule) -> Iterator[str]:
    yield from _changed_conditions(old, new)
    for name, value in new[0].then.items():
        former = old[0].then.get(name)
        if value != former:
            yield f"{name} is {value_words(value)} (was {value_words(former)})"
    cited, dropped = (set(rule[0].sources) for rule in (new, old))
    if cited != dropped:
        yield " and ".join(filter(None, [_cites("cites", cited - dropped), _cites("no longer cites", dropped - cited)]))
    if new[0].mark != old[0].mark:
        yield f"is marked {new[0].mark} (was {old[0].mark})"
    if [row.note for row in new] != [row.note for row in old]:
        yield "the author's note is reworded"


def _cites(verb: str, sources: set[str]) -> str:
    return f"{verb} {', '.join(sorted(sources))}" if sources else ""


def _changed_conditions(old: Rule, new: Rule) -> Iterator[str]:
    if len(old) == len(new) == 1:
        former, current = old[0].when, new[0].when
        for name in sorted(former.keys() | current.keys()):
            if former.get(name) != current.get(name):
                yield f"when {name} is {_cell(current.get(name))} (was {_cell(former.get(name))})"
        return
    yield from (f"no longer when {_conditions(row.when)}" for row in old if row.when not in [one.when for one in new])
    yield from (f"also when {_conditions(row.when)}" for row in new if row.when not in [one.when for one in old])


def _conditions(when: Mapping[str, Cell]) -> str:
    return ", ".join(f"{name} is {cell}" for name, cell in sorted(when.items())) or "always"


def _cell(cell: Cell | None) -> str:
    return "any" if cell in (None, ANY) else str(cell)


def value_words(value: Any) -> str:
    """An output or a text, as a change quotes it."""
    if value in (None, "", ()):
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(map(str, value))
    return f'"{value}"' if isinstance(value, str) and " " in value else str(value)


def _moved(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The rules that left their order, as few as will do, and where each of them stands now."""
    place = {row: number for number, row in enumerate(old)}
    kept = [row for row in new if row in place]
    stayed = _longest_rising([place[row] for row in kept])
    found = {}
    for number, row in enumerate(kept):
        if number not in stayed:
            found[row] = f"stands after {kept[number - 1]}" if number else "stands first"
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        previous.append(ends[at - 1] if at else -1)
        tails[at:], ends[at:] = [number, *tails[at + 1 :]], [place, *ends[at + 1 :]]
    found = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = previous[place]
    return found
