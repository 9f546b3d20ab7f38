"""What changed in the lists and texts of a release: interventions, references, codes, ranking weights, cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.row_changes import value_words


@dataclass(frozen=True)
class EntryChange:
    """One entry that was added, removed or changed; `details` says how, one sentence each."""

    part: str
    """The list, or the text file, that the entry belongs to."""
    entry: str
    kind: str
    details: tuple[str, ...] = ()

    def as_document(self) -> dict[str, Any]:
        return {"list": self.part, "entry": self.entry, "kind": self.kind, "details": list(self.details)}


def entry_changes(before: Rulebook, after: Rulebook) -> list[EntryChange]:
    """Every change of every list, list by list."""
    old, new = _lists(before), _lists(after)
    return [change for name in new for change in _changes(name, old[name], new[name])]


def _lists(rulebook: Rulebook) -> dict[str, Mapping[str, Any]]:
    catalogue, vocabulary = rulebook.catalogue, rulebook.vocabulary
    texts = {
        one.name: getattr(catalogue, one.name) for one in fields(catalogue) if one.name not in ("release", "cases")
    }
    return {
        "release": {"release.toml": catalogue.release},
        "ranking": {"weights": rulebook.ranking},
        **texts,
        **{one.name: getattr(vocabulary, one.name) for one in fields(vocabulary)},
        "groups": {name: tuple(sorted(members)) for name, members in rulebook.groups.items()},
        "cases": {
            case.name: {"why": case.why, "intake": case.intake, "expect": case.expect} for case in catalogue.cases
        },
    }


def _changes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[EntryChange]:
    yield from (EntryChange(name, entry, "removed") for entry in old if entry not in new)
    for entry, value in new.items():
        if entry not in old:
            yield EntryChange(name, entry, "added")
        elif value != old[entry]:
            yield EntryChange(name, entry, "changed", tuple(_details(old[entry], value)))


def _details(old: Any, new: Any) -> Iterator[str]:
    """The places within an entry that differ, with what stands there now."""
    former, current = dict(_flat(old, "")), dict(_flat(new, ""))
    for path in sorted(former.keys() | current.keys()):
        if former.get(path) != current.get(path):
            yield f"{path or 'it'} is {value_words(current.get(path))} (was {value_words(former.get(path))})"


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(path, plain value) of everything within a record."""
    if is_dataclass(value):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str) and any(map(_has_parts, value)):
        for place, one in enumerate(value):
            yield from _flat(one, f"{path}[{place}]")
    else:
        yield path, value


def _has_parts(value: Any) -> bool:
    return is_dataclass(value) or isinstance(value, (Mapping, list, tuple))
