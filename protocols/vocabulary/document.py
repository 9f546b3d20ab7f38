"""From an intake document (the JSON of the contract) to the facts that the decision reads.

Absent or null means "not asked": the fact stays unknown. An empty list means "asked: none".
"""

from collections.abc import Mapping
from typing import Any

from protocols.engine.facts import Cause, Facts, Members, Product, Value
from protocols.vocabulary.checks import Checker, IntakeError, IntakeErrors
from protocols.vocabulary.dictionary import fact_definitions, questions
from protocols.vocabulary.units import UnitError, convert
from protocols.vocabulary.vocabulary import HOMES, Vocabulary, folded

__all__ = ["IntakeError", "IntakeErrors", "read_intake"]

ROOT_KEYS = (
    "patient", "jurisdiction", "symptoms", "scales", "conditions", "medications", "allergies", "supplements",
    "substances", "lifestyle", "alarm_features",
)  # fmt: skip
SCALES = {"phq9": 9, "gad7": 7}
LIFE_STAGES = {
    "pregnancy": "patient.pregnant",
    "breast_feeding": "patient.breastfeeding",
    "planning_pregnancy": "patient.planning_pregnancy",
}
"""Conditions that are another way to answer a question about the patient."""
PRODUCTS = "products"
"""Stands for the amounts in the patient's own products among the things that may be incomplete."""
OLDEST_POSSIBLE_PREGNANCY = 59
KIND = {"conditions": "condition", "allergies": "allergy", "alarm_features": "alarm_feature"}


def read_intake(document: Any, vocabulary: Vocabulary, *, default_jurisdiction: str = "us") -> Facts:
    """The facts of a document. Raises `IntakeErrors` with the path of everything that is wrong with it."""
    reader = _Reader(vocabulary)
    facts = reader.read(document, default_jurisdiction)
    if reader.check.errors:
        raise IntakeErrors(reader.check.errors)
    return facts


class _Reader:
    """Fills `values`, `members` and `causes` from one document."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.check = Checker()
        self.values: dict[str, Value] = {}
        self.members: dict[str, dict[str, set[Cause]]] = {}
        self.missing: dict[str, set[str]] = {}
        self.products: list[Product] = []

    def read(self, document: Any, default_jurisdiction: str) -> Facts:
        if not isinstance(document, Mapping):
            raise IntakeErrors([IntakeError("", "the intake must be a JSON object")])
        root = self.check.mapping(document, "", ROOT_KEYS)
        self._read_scalars(root.get("patient"), "patient")
        self._read_scalars(root.get("symptoms"), "symptoms")
        self._read_scalars(root.get("lifestyle"), "lifestyle")
        allowed = fact_definitions()["jurisdiction"].values
        chosen = self.check.choice(root.get("jurisdiction"), "jurisdiction", allowed)
        self.values["jurisdiction"] = chosen or default_jurisdiction
        self._read_scales(root.get("scales"))
        for name in HOMES:
            self._read_conditions(root.get(name), name)
        self._read_medications(root.get("medications"))
        self._read_substances(root.get("substances"))
        self._read_supplements(root.get("supplements"))
        self._settle_pregnancy()
        return self._facts()

    def _read_scalars(self, value: Any, group: str) -> None:
        """The plain facts of one object: patient, symptoms or lifestyle."""
        definitions = {name: one for name, one in fact_definitions().items() if name.startswith(f"{group}.")}
        given = self.check.mapping(value, group, [name.removeprefix(f"{group}.") for name in definitions])
        for name, definition in definitions.items():
            answer = self._scalar(given.get(name.removeprefix(f"{group}.")), name, definition)
            if answer is not None:
                self.values[name] = answer

    def _scalar(self, value: Any, path: str, definition: Any) -> Value:
        if definition.type == "boolean":
            return self.check.boolean(value, path)
        if definition.type == "code":
            return self.check.choice(value, path, definition.values)
        whole = path == "patient.age" or path.startswith("symptoms.")
        return self.check.number(value, path, definition.minimum, definition.maximum, whole=whole)

    def _read_scales(self, value: Any) -> None:
        given = self.check.mapping(value, "scales", SCALES)
        for scale, length in SCALES.items():
            answers = self._scale(given.get(scale), f"scales.{scale}", length)
            if answers and None not in answers:
                self.values[f"scales.{scale}_total"] = sum(one for one in answers if one is not None)
            if answers and scale == "phq9" and answers[8] is not None:
                self.values["scales.phq9_item9"] = answers[8]

    def _scale(self, value: Any, path: str, length: int) -> list[float | None] | None:
        items = self.check.items(value, path)
        if items is None:
            return None
        if len(items) != length:
            self.check.fail(path, f"must have {length} answers, not {len(items)}")
            return None
        return [self.check.number(one, f"{path}[{place}]", 0, 3, whole=True) for place, one in enumerate(items)]

    def _add(self, fact: str, member: str, cause: Cause) -> None:
        self.members.setdefault(fact, {}).setdefault(member, set()).add(cause)

    def _open(self, fact: str, question: str) -> None:
        self.missing.setdefault(fact, set()).add(question)

    def _read_conditions(self, value: Any, name: str) -> None:
        """A code counts in its home list, in whichever list it was given."""
        items = self.check.items(value, name)
        if items is None:
            self._open(name, name)
        for place, item in enumerate(items or ()):
            names = self.vocabulary.condition_names
            code = self.check.lookup(item, f"{name}[{place}]", KIND[name].replace("_", " "), names)
            if code:
                home = self.vocabulary.conditions[code].home
                self._add(home, code, (KIND[home], code))
                if code in LIFE_STAGES:
                    self.values[LIFE_STAGES[code]] = True

    def _read_medications(self, value: Any) -> None:
        items = self.check.items(value, "medications")
        if items is None:
            self._open("medications", "medications")
            self._open("medication_classes", "medications")
        for place, item in enumerate(items or ()):
            code = self._medication(item, f"medications[{place}]")
            if code:
                self._add("medications", code, ("medication", code))
                for name in self.vocabulary.medications[code].classes:
                    self._add("medication_classes", name, ("medication", code))

    def _medication(self, item: Any, path: str) -> str | None:
        """A code; None for a name outside the vocabulary, which leaves the classes incomplete."""
        if not isinstance(item, Mapping):
            return self.check.lookup(item, path, "medication", self.vocabulary.medication_names)
        if "unlisted" not in item:
            self.check.fail(path, 'must be a name, or {"unlisted": "name"} for one that has no code')
            return None
        given = self.check.mapping(item, path, ["unlisted"])
        name = self.check.text(given.get("unlisted"), f"{path}.unlisted")
        codes = self.vocabulary.medication_names.get(folded(name or ""), ())
        if len(codes) == 1:
            return codes[0]
        self._open("medications", "medications")
        self._open("medication_classes", "medications")
        return None

    def _read_substances(self, value: Any) -> None:
        items = self.check.items(value, "substances")
        if items is None:
            self._open("substances", "substances")
        for place, item in enumerate(items or ()):
            code = self.check.lookup(item, f"substances[{place}]", "substance", self.vocabulary.substance_names)
            if code:
                self._add("substances", code, ("substance", code))

    def _read_supplements(self, value: Any) -> None:
        items = self.check.items(value, "supplements")
        if items is None:
            self._open("substances", "supplements")
            self._open(PRODUCTS, "supplements")
        for place, item in enumerate(items or ()):
            self._read_supplement(item, f"supplements[{place}]")

    def _read_supplement(self, item: Any, path: str) -> None:
        if not isinstance(item, Mapping):
            self.check.fail(path, 'must be an object such as {"name": "Multivitamin", "daily": {}}')
            return
        given = self.check.mapping(item, path, ["name", "daily"])
        name = self.check.text(given.get("name"), f"{path}.name") or ""
        amounts: dict[str, float] = {}
        for nutrient, amount in self.check.mapping(given.get("daily"), f"{path}.daily").items():
            self._read_amount(nutrient, amount, f"{path}.daily.{nutrient}", amounts)
        for code in amounts:
            self._add("substances", code, ("supplement", name))
        self._name_the_substance(name)
        if given.get("daily") is None:
            self._open("substances", f"{path}.daily")
            self._open(PRODUCTS, f"{path}.daily")
        self.products.append(Product(name, amounts))

    def _name_the_substance(self, name: str) -> None:
        """A product that is called like a substance ("Kava") contains it, whatever its label lists."""
        codes = self.vocabulary.substance_names.get(folded(name), ())
        if len(codes) == 1:
            self._add("substances", codes[0], ("supplement", name))

    def _read_amount(self, nutrient: str, value: Any, path: str, amounts: dict[str, float]) -> None:
        code = self.check.lookup(nutrient, path, "nutrient", self.vocabulary.nutrient_names)
        if not isinstance(value, Mapping):
            self.check.fail(path, 'must be an object such as {"amount": 50, "unit": "mg"}')
            return
        given = self.check.mapping(value, path, ["amount", "unit"])
        amount = self.check.number(given.get("amount"), f"{path}.amount", 0, 1e15)
        unit = self.check.text(given.get("unit"), f"{path}.unit")
        if amount is None and given.get("amount") is None:
            self.check.fail(f"{path}.amount", "is missing")
        if not code or amount is None or unit is None:
            return
        try:
            converted = convert(amount, unit, self.vocabulary.nutrients[code].unit)
        except UnitError as error:
            self.check.fail(f"{path}.unit", str(error))
            return
        amounts[code] = amounts.get(code, 0) + converted

    def _settle_pregnancy(self) -> None:
        """Where a pregnancy is impossible, nobody needs to ask; an answer that was given stands."""
        age = self.values.get("patient.age")
        too_old = isinstance(age, (int, float)) and age > OLDEST_POSSIBLE_PREGNANCY
        if too_old or self.values.get("patient.sex") == "male":
            for fact in LIFE_STAGES.values():
                self.values.setdefault(fact, False)

    def _facts(self) -> Facts:
        lists = [name for name, one in fact_definitions().items() if one.type == "codes"]
        causes: dict[tuple[str, str], tuple[Cause, ...]] = {}
        for fact in lists:
            found = self.members.get(fact, {})
            self.values[fact] = Members(frozenset(found), tuple(sorted(self.missing.get(fact, ()))))
            causes.update({(fact, member): tuple(sorted(why)) for member, why in found.items()})
        products = tuple(sorted(self.products, key=lambda one: (one.name, sorted(one.amounts.items()))))
        return Facts(self.values, causes, products, tuple(sorted(self.missing.get(PRODUCTS, ()))), questions())
