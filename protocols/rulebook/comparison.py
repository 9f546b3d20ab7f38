"""Two releases side by side: every rule and entry that differs, and everybody whose outcome does."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Any

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.entry_changes import EntryChange, entry_changes
from protocols.rulebook.outcome_changes import OutcomeChange, Subject, outcome_changes
from protocols.rulebook.row_changes import RowChange, row_changes

MOST_NAMES = 4
"""Names that a line of text gives of those whom a change happens to; the JSON has all of them."""


@dataclass(frozen=True)
class Comparison:
    """All differences. `subjects` counts the intakes that were decided with both releases."""

    before: str
    after: str
    rows: Sequence[RowChange]
    entries: Sequence[EntryChange]
    outcomes: Sequence[OutcomeChange]
    subjects: int

    @property
    def affected(self) -> int:
        """How many of the intakes come out differently."""
        return len({name for change in self.outcomes for name in change.subjects})

    def as_document(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "before": self.before,
            "after": self.after,
            "rows": [one.as_document() for one in self.rows],
            "entries": [one.as_document() for one in self.entries],
            "outcomes": [one.as_document() for one in self.outcomes],
            "subjects": self.subjects,
            "affected": self.affected,
        }

    def lines(self) -> Iterator[str]:
        """The comparison as text."""
        yield f"From release {self.before} to {self.after}"
        yield from _grouped(self.rows, "table", "row")
        yield from _grouped(self.entries, "part", "entry")
        yield ""
        yield f"OUTCOMES: {self.affected} of {self.subjects} intakes come out differently"
        for kind, changes in groupby(self.outcomes, key=lambda one: one.kind):
            yield f"  {kind}"
            yield from (f"    {one.words}: {_names(one.subjects)}" for one in changes)


def compare(before: Rulebook, after: Rulebook, history: Iterable[Subject] = ()) -> Comparison:
    """Compare two releases by their rules, their entries, the worked cases of both and the given intakes."""
    cases = {case.name: case for rulebook in (before, after) for case in rulebook.catalogue.cases}
    numbers = count()  # how many have been asked; they may be too many to keep
    subjects = chain((Subject(case.name, case.intake) for case in cases.values()), history)
    changes = outcome_changes(before, after, (subject for subject, _ in zip(subjects, numbers, strict=False)))
    return Comparison(
        before=before.code,
        after=after.code,
        rows=row_changes(before, after),
        entries=entry_changes(before, after),
        outcomes=changes,
        subjects=next(numbers),
    )


def _grouped(changes: Sequence[Any], group: str, name: str) -> Iterator[str]:
    """The changes of each table or list, under a line that counts them."""
    for title, some in groupby(changes, key=lambda one: getattr(one, group)):
        found = list(some)
        counts = Counter(one.kind for one in found)
        yield ""
        yield f"{title.upper()}: {', '.join(f'{number} {kind}' for kind, number in counts.items())}"
        for one in found:
            yield f"  {one.kind} {getattr(one, name)}"
            yield from (f"      {detail}" for detail in one.details)


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{len(names)} ({'; '.join(names[:MOST_NAMES])}{more})"
