"""Two people answered the same question differently: both answers in words, and the choice between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocols.intake.answers import LISTS, SUPPLEMENT, Answers, differing, lines
from protocols.intake.material import Material
from protocols.intake.questionnaire import Question

KEEP = "keep."
"""A form posts `keep.patient.age=theirs` to drop its own answer to `patient.age`."""
NO_ANSWER = "not asked"
ASKED = {"none": "none", "some": "these"}


@dataclass(frozen=True)
class Difference:
    """One field with two answers, in words. `field` is its name, `choice` the name of the control that decides."""

    field: str
    label: str
    mine: str
    theirs: str

    @property
    def choice(self) -> str:
        return f"{KEEP}{self.field}"


def chosen_changes(post: Mapping[str, str], changes: Answers) -> dict[str, str]:
    """The changes without those where the other answer was chosen."""
    return {name: value for name, value in changes.items() if post.get(f"{KEEP}{name}") != "theirs"}


def differences(theirs: Answers, mine: Answers, material: Material) -> list[Difference]:
    """The fields of `mine` that are kept otherwise, in the order of the form."""
    words = _Words(material)
    return [
        Difference(
            name, words.label(name), words.value(name, mine.get(name, "")), words.value(name, theirs.get(name, ""))
        )
        for name in differing(theirs, mine)
    ]


class _Words:
    """Field names and kept answers in the words of the form."""

    def __init__(self, material: Material) -> None:
        self._lists = material.lists
        questions = (question for section in material.sections for question in section.questions)
        self._questions: dict[str, Question] = {question.name: question for question in questions}

    def label(self, name: str) -> str:
        if found := SUPPLEMENT.fullmatch(name):
            return f"Own supplement {found[1]}: {name.rsplit('.', 1)[1]}{f' {found[2]}' if found[2] else ''}"
        if name == "patient.weight_unit":
            return "Weight: unit"
        return self._questions[name.removesuffix(".asked")].label

    def value(self, name: str, value: str) -> str:
        if not value:
            return NO_ANSWER
        if name.endswith(".asked"):
            return ASKED.get(value, value)
        if name.endswith(".nutrient"):
            return self._lists.nutrient_label(value)
        if name in LISTS:
            return ", ".join(self._lists.describe(name, entry)[0] for entry in lines(value))
        question = self._questions.get(name)
        return dict(question.choices).get(value, value) if question else value
