"""The codes that the tables of a release may use, by the list they come from."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocols.rulebook.release_files import Content
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.dictionary import FactDefinition, fact_definitions

SINGULAR = {
    "conditions": "condition",
    "medications": "medication",
    "medication_classes": "medication class",
    "substances": "substance",
    "nutrients": "nutrient",
    "interventions": "intervention",
    "outcomes": "outcome",
    "mechanisms": "mechanism",
    "references": "reference",
    "claims": "claim",
    "citations": "source or reference",
}


class UnknownCode(ValueError):
    """A code that its list does not have."""


@dataclass(frozen=True)
class Codes:
    """Known codes by list; `homes` gives the list in which rules look for each condition."""

    lists: Mapping[str, frozenset[str]]
    homes: Mapping[str, str]
    groups: frozenset[str]

    def check(self, code: str, name: str) -> None:
        """Raise `UnknownCode` unless the list has the code. A list that is missing is reported once, elsewhere."""
        if self.lists[name] and code not in self.lists[name]:
            raise UnknownCode(f'no {SINGULAR[name]} "{code}"{suggestion(code, sorted(self.lists[name]))}')

    def facts(self, table: str) -> Mapping[str, FactDefinition]:
        """The facts that a table may read; `stack` also reads how many of each group the plan holds."""
        found = {name: one for name, one in fact_definitions().items() if not one.scope or table in one.scope}
        if table == "stack":
            names = (f"plan.{group}" for group in sorted(self.groups))
            found |= {name: FactDefinition(name, "number", name, minimum=0, maximum=99) for name in names}
        return found


def codes_of(content: Content) -> Codes:
    """Every code that a release defines."""
    keys = {
        name: frozenset(row.get("code") or row.get("id") or "" for row in rows) - {""}
        for name, rows in content["lists"].items()
    }
    none: frozenset[str] = frozenset()
    lists = {name: keys.get(name, none) for name in SINGULAR}
    lists["interventions"] = frozenset(content["interventions"])
    lists["mechanisms"] = keys.get("mechanisms_catalogue", none)
    lists["citations"] = keys.get("sources", none) | lists["references"]
    # What the patient takes of their own accord may be named by the nutrient on its label.
    lists["substances"] |= lists["nutrients"]
    conditions = content["lists"].get("conditions", ())
    homes = {row["code"]: row.get("home", "") for row in conditions if "code" in row}
    groups = frozenset(row.get("group", "") for row in content["lists"].get("groups", ())) - {""}
    return Codes(lists, homes, groups)
