"""From answers to the intake document of the contract, and back.

The document is checked by `protocols.vocabulary.document.read_intake`; this module only reads what was typed, and
remembers which field each path of the document came from, so that a message can stand beside its field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from protocols.intake.answers import ASKED, LISTS, Answers, amount_numbers, lines, supplement_numbers
from protocols.intake.typed_number import TypedNumberError, read_number
from protocols.intake.vocabulary_lists import VocabularyLists
from protocols.vocabulary.dictionary import fact_definitions
from protocols.vocabulary.document import OLDEST_POSSIBLE_PREGNANCY, SCALES, IntakeErrors, read_intake
from protocols.vocabulary.vocabulary import Vocabulary, folded

KG_PER_LB = 0.45359237
YES_NO = {"yes": True, "no": False}
LIFE_STAGE = ("patient.pregnant", "patient.breastfeeding", "patient.planning_pregnancy")


@dataclass
class Reading:
    """A document read from answers. `fields` maps its paths to field names; `problems`, field names to messages."""

    document: dict[str, Any]
    fields: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def field_of(self, path: str) -> str:
        """The field that a path of the document, or the nearest path above it, came from."""
        while path and path not in self.fields:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.fields.get(path, "")


def pregnancy_matters(answers: Answers) -> bool:
    """Whether to ask about pregnancy: of everyone but men and people past the age for it."""
    try:
        age = read_number(answers.get("patient.age", ""))
    except TypedNumberError:
        age = 0
    return answers.get("patient.sex") != "male" and age <= OLDEST_POSSIBLE_PREGNANCY


def problems_of(answers: Answers, lists: VocabularyLists) -> dict[str, str]:
    """Field name -> what is wrong with its answer; empty when the intake can be evaluated."""
    reading = read_answers(answers, lists.vocabulary)
    problems = {**reading.problems, **_unknown_entries(answers, lists)}
    try:
        read_intake(reading.document, lists.vocabulary)
    except IntakeErrors as errors:
        for error in errors.errors:
            problems.setdefault(reading.field_of(error.path), _sentence(error.message))
    return problems


def _unknown_entries(answers: Answers, lists: VocabularyLists) -> dict[str, str]:
    """The first entry of each coded list that stands for no code, or for several. Medications may be unlisted."""
    problems = {}
    for name in set(LISTS) - {"medications"}:
        unknown = [entry for entry in lines(answers.get(name, "")) if lists.code_of(name, entry) is None]
        if unknown:
            near = [match.name.label for match in lists.search[name].search(unknown[0], limit=3)]
            question = f" Did you mean {' or '.join(near)}?" if near else ""
            problems[name] = f"“{unknown[0]}” is not one entry of our vocabulary.{question}"
    return problems


def read_answers(answers: Answers, vocabulary: Vocabulary) -> Reading:
    """The document these answers make. What could not be read is left out of it and named in `problems`."""
    return _Reader(answers, vocabulary).read()


class _Reader:
    """Fills one `Reading`."""

    def __init__(self, answers: Answers, vocabulary: Vocabulary) -> None:
        self.answers = answers
        self.vocabulary = vocabulary
        self.reading = Reading({})

    def read(self) -> Reading:
        self._read_scalars()
        self._read_weight()
        self._read_scales()
        for name in LISTS:
            self._read_list(name)
        self._read_supplements()
        return self.reading

    def _put(self, path: str, name: str, value: Any) -> None:
        """Keeps a value at a two-step path such as `patient.age`."""
        group, key = path.split(".")
        self.reading.document.setdefault(group, {})[key] = value
        self.reading.fields[path] = name

    def _read(self, name: str, read: Callable[[str], Any]) -> Any:
        """The answer of a field, read; None when there is none or it cannot be read."""
        typed = self.answers.get(name, "")
        if not typed:
            return None
        try:
            return read(typed)
        except TypedNumberError as error:
            self.reading.problems[name] = str(error)
            return None

    def _read_scalars(self) -> None:
        hidden = () if pregnancy_matters(self.answers) else LIFE_STAGE
        for path, fact in fact_definitions().items():
            if path.startswith(("patient.", "symptoms.", "lifestyle.")) and path not in hidden:
                value = self._read(path, READERS.get(fact.type, read_number))
                if value is not None:
                    self._put(path, path, value)

    def _read_weight(self) -> None:
        weight = self._read("patient.weight", read_number)
        if weight is None:
            return
        if self.answers.get("patient.weight_unit") not in ("kg", "lb"):
            self.reading.problems["patient.weight"] = "Choose kg or lb."
            return
        kilograms = weight if self.answers["patient.weight_unit"] == "kg" else round(weight * KG_PER_LB, 1)
        self._put("patient.weight_kg", "patient.weight", kilograms)

    def _read_scales(self) -> None:
        """An unanswered item stays null: the total is then unknown, but item 9 of the PHQ-9 still counts."""
        for scale, length in SCALES.items():
            names = [f"scales.{scale}.{number}" for number in range(1, length + 1)]
            items = [self._read(name, read_number) for name in names]
            if any(item is not None for item in items):
                self._put(f"scales.{scale}", names[0], items)
                self.reading.fields.update({f"scales.{scale}[{place}]": name for place, name in enumerate(names)})

    def _read_list(self, name: str) -> None:
        entries = lines(self.answers.get(name, ""))
        if self._was_asked(name, len(entries)):
            self.reading.document[name] = [self._entry(name, entry) for entry in entries]
            self.reading.fields[name] = name

    def _was_asked(self, name: str, count: int) -> bool:
        """Whether the list was asked about. What is named counts, even if nobody pressed "These"."""
        asked = self.answers.get(f"{name}.asked", "")
        if asked == "some" and not count:
            self.reading.problems[f"{name}.asked"] = "Name at least one, or choose None or Not asked."
        if asked == "none" and count:
            self.reading.problems[f"{name}.asked"] = (
                f"Answered None, but {count} named here. Remove what is named, or choose These."
            )
        return bool(asked or count)

    def _entry(self, name: str, entry: str) -> Any:
        unlisted = name == "medications" and folded(entry) not in self.vocabulary.medication_names
        return {"unlisted": entry} if unlisted else entry

    def _read_supplements(self) -> None:
        numbers = supplement_numbers(self.answers)
        if self._was_asked("supplements", len(numbers)):
            self.reading.document["supplements"] = []
            self.reading.fields["supplements"] = "supplements.asked"
        for place, number in enumerate(numbers):
            self._read_supplement(f"supplements[{place}]", number)

    def _read_supplement(self, path: str, number: int) -> None:
        """A product without amounts has unknown contents (`daily` is absent)."""
        name = self.answers.get(f"supplements.{number}.name", "")
        if not name:
            self.reading.problems[f"supplements.{number}.name"] = "Name the product."
        product: dict[str, Any] = {"name": name or "?"}
        self.reading.fields[path] = f"supplements.{number}.name"
        daily: dict[str, Any] = {}
        for amount in amount_numbers(self.answers, number):
            self._read_amount(f"{path}.daily", f"supplements.{number}.daily.{amount}", daily)
        if daily:
            product["daily"] = daily
        self.reading.document["supplements"].append(product)

    def _read_amount(self, path: str, name: str, daily: dict[str, Any]) -> None:
        nutrient, unit = self.answers.get(f"{name}.nutrient", ""), self.answers.get(f"{name}.unit", "")
        amount = self._read(f"{name}.amount", read_number)
        problems = self.reading.problems
        if not nutrient:
            problems[f"{name}.nutrient"] = "Choose what this is an amount of."
        elif nutrient in daily:
            problems[f"{name}.nutrient"] = "Named twice in this product. Write the sum once."
        elif amount is None:
            problems.setdefault(f"{name}.amount", "Write the amount a day.")
        elif not unit:
            problems[f"{name}.unit"] = "Choose a unit."
        else:
            daily[nutrient] = {"amount": amount, "unit": unit}
            keys = {"": "nutrient", ".amount": "amount", ".unit": "unit"}
            self.reading.fields.update({f"{path}.{nutrient}{key}": f"{name}.{end}" for key, end in keys.items()})


def _yes_no(typed: str) -> bool:
    if typed not in YES_NO:
        raise TypedNumberError("Choose yes or no.")
    return YES_NO[typed]


READERS: Mapping[str, Callable[[str], Any]] = {"boolean": _yes_no, "code": str}
"""How a typed answer is read, by the type of its fact; all else is a number."""


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith('?') else '.'}"


def answers_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The answers that make this (valid) document: for copies, demonstration data and imports."""
    answers: dict[str, str] = {}
    for group in ("patient", "symptoms", "lifestyle"):
        answers.update({f"{group}.{key}": _typed(value) for key, value in document.get(group, {}).items()})
    if weight := answers.pop("patient.weight_kg", ""):
        answers.update({"patient.weight": weight, "patient.weight_unit": "kg"})
    for scale, items in document.get("scales", {}).items():
        answers.update({f"scales.{scale}.{number}": _typed(item) for number, item in enumerate(items or (), start=1)})
    for name in ASKED:
        if (entries := document.get(name)) is not None:
            answers[f"{name}.asked"] = "some" if entries else "none"
    for name in LISTS:
        entries = document.get(name) or ()
        answers[name] = "\n".join(entry if isinstance(entry, str) else entry["unlisted"] for entry in entries)
    for number, product in enumerate(document.get("supplements") or (), start=1):
        answers.update(_supplement_answers(number, product))
    return {name: answers[name] for name in sorted(answers) if answers[name]}


def _supplement_answers(number: int, product: Mapping[str, Any]) -> dict[str, str]:
    answers = {f"supplements.{number}.name": product["name"]}
    for place, (nutrient, amount) in enumerate((product.get("daily") or {}).items(), start=1):
        row = f"supplements.{number}.daily.{place}"
        answers[f"{row}.nutrient"] = nutrient
        answers.update({f"{row}.amount": _typed(amount["amount"]), f"{row}.unit": amount["unit"]})
    return answers


def _typed(value: Any) -> str:
    """A value of a document as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
