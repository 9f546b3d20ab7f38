"""One question of the form with its answer, as the templates read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from protocols.intake.answers import Answers, lines
from protocols.intake.questionnaire import Question
from protocols.intake.vocabulary_lists import VocabularyLists

ADD_LABELS = {
    "conditions": "Add a condition, by name, abbreviation or ICD-10 code",
    "medications": "Add a medication, by brand or generic name",
    "allergies": "Find an allergy or intolerance by name",
    "substances": "Find a herb or substance by name",
    "supplements": "Add a product or a single nutrient by name",
}


@dataclass(frozen=True)
class Field:
    """One question with its answer and, where the answer cannot be used, the reason."""

    question: Question
    answers: Answers
    problems: Mapping[str, str]
    hidden: bool = False

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def template(self) -> str:
        return f"intake/intake_{self.question.kind}.html"

    @property
    def value(self) -> str:
        return self.answers.get(self.name, "")

    @property
    def problem(self) -> str:
        return self.problems.get(self.name, "")

    @property
    def is_answered(self) -> bool:
        return bool(self.value)

    @property
    def unit(self) -> str:
        """The unit that was chosen, or the one that the question fixes."""
        return self.answers.get(f"{self.name}_unit", self.question.unit)

    @property
    def shown_value(self) -> str:
        """The answer in words; empty when there is none."""
        text = dict(self.question.choices).get(self.value, self.value) if self.value else ""
        return f"{text} {self.unit}" if text and self.unit else text


@dataclass(frozen=True)
class Line:
    """One entry of a list answer: the text that is kept, and how it reads. `known` is False outside the vocabulary."""

    value: str
    label: str
    hint: str = ""
    known: bool = True
    chosen: bool = True

    def __str__(self) -> str:
        more = self.hint if self.known else "not in our vocabulary"
        return f"{self.label} ({more})" if more else self.label


@dataclass(frozen=True)
class ListField(Field):
    """A list with its three states: not asked, asked and none, asked and these."""

    lists: VocabularyLists = field(kw_only=True)

    states: ClassVar = (("", "Not asked"), ("none", "None"), ("some", "These"))

    @property
    def asked_name(self) -> str:
        return f"{self.name}.asked"

    @property
    def asked(self) -> str:
        """`none`, `some`, or empty for not asked. Entries that nobody declared are "these"."""
        return self.answers.get(self.asked_name, "") or ("some" if self.is_filled else "")

    @property
    def is_filled(self) -> bool:
        return bool(self.value)

    @property
    def is_answered(self) -> bool:
        return bool(self.asked)

    @property
    def problem(self) -> str:
        return self.problems.get(self.asked_name, "") or self.problems.get(self.name, "")

    @cached_property
    def chosen(self) -> list[Line]:
        return [self._line(entry) for entry in lines(self.value)]

    @property
    def tick_groups(self) -> list[tuple[str, list[Line]]]:
        """Every entry that is offered for ticking under its heading, then what was named besides."""
        chosen = {line.value: line for line in self.chosen}
        groups = []
        for heading, entries in self.lists.offered(self.name):
            groups.append((heading, [Line(code, label, chosen=code in chosen) for code, label in entries]))
            chosen = {value: line for value, line in chosen.items() if value not in dict(entries)}
        groups[-1][1].extend(chosen.values())
        return groups

    @property
    def add_label(self) -> str:
        return ADD_LABELS[self.name]

    @property
    def has_search(self) -> bool:
        """Whether names can be typed as well as ticked; alarm features must all be looked at."""
        return self.name in ADD_LABELS

    @property
    def text(self) -> str:
        """The entries as they are written into a text box, one a line."""
        return "\n".join(line.label if self.name != "medications" else line.value for line in self.chosen)

    @property
    def shown_lines(self) -> list[str]:
        """The entries in words, for a page that only shows them."""
        return self.shown_value.split("\n")

    @property
    def shown_value(self) -> str:
        if self.asked == "none":
            return "None"
        return "\n".join(map(str, self.chosen))

    def _line(self, entry: str) -> Line:
        label, hint, known = self.lists.describe(self.name, entry)
        return Line(entry, label, hint, known)
