"""The whole intake page: sections with their fields, progress and scores, ready for the templates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from protocols.intake.answers import LISTS, Answers
from protocols.intake.document import LIFE_STAGE, pregnancy_matters
from protocols.intake.fields import Field, ListField
from protocols.intake.material import Material
from protocols.intake.questionnaire import Question, Section
from protocols.intake.supplement_fields import UNITS, Product, SupplementsField
from protocols.vocabulary.scales import Scale


@dataclass(frozen=True)
class BoundSection:
    """A section with its fields, and how much of it is answered."""

    section: Section
    fields: tuple[Field, ...]

    @property
    def asked_for(self) -> list[Field]:
        return [one for one in self.fields if not one.hidden]

    @property
    def answered(self) -> int:
        return sum(one.is_answered for one in self.asked_for)

    @property
    def total(self) -> int:
        return len(self.asked_for)

    @property
    def state(self) -> str:
        """`done`, `started` or `empty`."""
        return "done" if self.answered == self.total else "started" if self.answered else "empty"

    @property
    def list(self) -> "ListField | None":
        """The list that this section asks for, when it asks for one."""
        return self.fields[0] if isinstance(self.fields[0], ListField) else None

    @property
    def score(self) -> "Score | None":
        return Score(self.section.scale, self.fields) if self.section.scale else None


@dataclass(frozen=True)
class Score:
    """The total of a scale; only a complete one has a total."""

    scale: Scale
    fields: tuple[Field, ...]

    @property
    def total(self) -> int | None:
        values = [one.value for one in self.fields]
        return sum(map(int, values)) if all(value.isdecimal() for value in values) else None

    @property
    def band(self) -> str:
        return "" if self.total is None else self.scale.band(self.total)


class IntakeForm:
    """The whole page: sections in order, and the problems that stand in the way of evaluating it."""

    def __init__(self, material: Material, answers: Answers, problems: Mapping[str, str] | None = None) -> None:
        self.answers = answers
        self.problems = problems or {}
        self._lists = material.lists
        self._hidden = () if pregnancy_matters(answers) else LIFE_STAGE
        self.sections = [BoundSection(one, tuple(map(self._bound, one.questions))) for one in material.sections]

    def _bound(self, question: Question) -> Field:
        if question.name == "supplements":
            return SupplementsField(question, self.answers, self.problems, lists=self._lists)
        if question.name in LISTS:
            return ListField(question, self.answers, self.problems, lists=self._lists)
        return Field(question, self.answers, self.problems, hidden=question.name in self._hidden)

    @property
    def sections_done(self) -> int:
        return sum(one.state == "done" for one in self.sections)

    @property
    def open_sections(self) -> list[BoundSection]:
        return [one for one in self.sections if one.state != "done"]

    @property
    def blank_product(self) -> Product:
        """The form of a product that a script adds; it puts the number in place of 0."""
        return Product(0, {}, {})

    @property
    def nutrients(self) -> tuple[tuple[str, str, str], ...]:
        """What a product may contain: code, label, usual unit, by label."""
        return self._lists.nutrients

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        return UNITS

    @property
    def item_nine(self) -> bool:
        """Whether thoughts of death or self-harm were reported (PHQ-9, item 9)."""
        return self.answers.get("scales.phq9.9", "0") not in ("", "0")

    @property
    def summary(self) -> Iterator[tuple[str, str, str]]:
        """Every problem for the summary at the top: id of its control, label of its question, message."""
        labels = {one.name: one.question.label for section in self.sections for one in section.fields}
        for name, message in self.problems.items():
            stem = name.removesuffix(".asked")
            yield name, labels.get(stem, "Own supplements" if name.startswith("supplements") else "Intake"), message
