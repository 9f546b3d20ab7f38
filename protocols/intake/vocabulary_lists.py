"""The lists that an intake can name things from, searchable, made from the vocabulary of a release."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from protocols.intake.vocabulary_search import Entry, Name, VocabularySearch
from protocols.rulebook.catalogue import Product
from protocols.vocabulary.vocabulary import Condition, Medication, Nutrient, Substance, Vocabulary, folded

SYNONYMS = Path(__file__).parent / "condition_synonyms.toml"
EMERGENCY_TAG = "red_flag_emergency"
LIFE_STAGE_CODES = ("pregnancy", "breast_feeding", "planning_pregnancy")
"""Conditions that the form asks for as questions about the person instead."""


class VocabularyLists:
    """The lists of one release. Build once for a release: searching needs an index."""

    def __init__(self, vocabulary: Vocabulary, products: Mapping[str, Product]) -> None:
        self.vocabulary = vocabulary
        self.products = products
        by_label = sorted(vocabulary.nutrients.values(), key=lambda one: one.label.casefold())
        self.nutrients = tuple((one.code, one.label, one.unit) for one in by_label)
        conditions = vocabulary.conditions.values()
        homes = {home: [one for one in conditions if one.home == home] for home in ("allergies", "alarm_features")}
        # A code counts in its home list wherever it is given, so a search for conditions finds all of them.
        asked_here = [one for one in conditions if one.code not in LIFE_STAGE_CODES]
        self.search: Mapping[str, VocabularySearch] = {
            "conditions": VocabularySearch(map(_condition, asked_here)),
            "allergies": VocabularySearch(map(_condition, homes["allergies"])),
            "alarm_features": VocabularySearch(map(_condition, homes["alarm_features"])),
            "medications": VocabularySearch(map(_medication, vocabulary.medications.values())),
            "substances": VocabularySearch(map(_labelled, vocabulary.substances.values())),
            "supplements": VocabularySearch(self._supplements()),
        }

    def _supplements(self) -> Iterator[Entry]:
        """Common products, and single nutrients and herbs, which are sold under their own names."""
        single: dict[str, Substance | Nutrient] = {**self.vocabulary.substances, **self.vocabulary.nutrients}
        yield from map(_labelled, single.values())
        for product in self.products.values():
            yield Entry(f"product.{product.code}", (Name(product.label, product.label, product.label),))

    def contents(self, code: str) -> list[dict[str, str]]:
        """The daily amounts that choosing a supplement fills in; a nutrient on its own leaves its amount to write."""
        if product := self.products.get(code.removeprefix("product.")):
            rows = product.contents.items()
            return [{"nutrient": name, "amount": _digits(amount), "unit": unit} for name, (amount, unit) in rows]
        if nutrient := self.vocabulary.nutrients.get(code):
            return [{"nutrient": code, "amount": "", "unit": nutrient.unit}]
        return []

    def code_of(self, name: str, typed: str) -> str | None:
        """The code that a typed label, synonym or code stands for in a list; None when unknown or ambiguous."""
        return self.search[name].code_of(typed)

    def offered(self, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a form lists for ticking: (heading, entries as (code, label) by label).

        Alarm features stand by urgency. Nutrients have amounts and are asked for as own supplements instead.
        """
        amounts = self.vocabulary.nutrients if name == "substances" else ()
        labels = [(code, entry.names[0].label) for code, entry in self.search[name].entries.items()]
        entries = sorted((one for one in labels if one[0] not in amounts), key=lambda one: one[1].casefold())
        if name != "alarm_features":
            return [("", entries)]
        urgent = {code for code, _ in entries if EMERGENCY_TAG in self.vocabulary.conditions[code].tags}
        return [
            ("Needs help today", [one for one in entries if one[0] in urgent]),
            ("Needs a medical assessment first", [one for one in entries if one[0] not in urgent]),
        ]

    def describe(self, name: str, entry: str) -> tuple[str, str, bool]:
        """How an entry of a list answer reads: label, hint, and whether the vocabulary knows it."""
        code = self.code_of(name, entry)
        if code is None:
            return entry, "", False
        if name != "medications":
            return self.search[name].entries[code].names[0].label, "", True
        generic = self.vocabulary.medications[code].generic
        return _capitalised(entry), "" if folded(entry) == folded(generic) else generic, True

    def nutrient_label(self, code: str) -> str:
        nutrient = self.vocabulary.nutrients.get(code)
        return nutrient.label if nutrient else code


@cache
def _synonyms() -> Mapping[str, list[str]]:
    with open(SYNONYMS, "rb") as file:
        return tomllib.load(file)


def _condition(one: Condition) -> Entry:
    names = (one.label, one.code, one.icd10cm, *_synonyms().get(one.code, ()))
    return Entry(one.code, tuple(_name(name, one.code, one.label) for name in names if name))


def _labelled(one: Substance | Nutrient) -> Entry:
    names = (one.label, one.code, *one.aliases)
    return Entry(one.code, tuple(_name(name, one.code, one.label) for name in names))


def _name(name: str, code: str, label: str) -> Name:
    own = name in (code, label)
    return Name(name, value=code, label=label, hint="" if own else name, is_alias=not own)


def _medication(one: Medication) -> Entry:
    return Entry(one.code, tuple(_medication_names(one)))


def _medication_names(one: Medication) -> Iterator[Name]:
    """A brand is kept as the answer when it was the brand that was chosen."""
    generic = _capitalised(one.generic)
    brands = ", ".join(one.brands)
    for name in one.names:
        if name in one.brands:
            yield Name(name, value=name, label=name, hint=one.generic, is_alias=True)
        else:
            yield Name(name, value=one.generic, label=generic, hint=brands)


def _capitalised(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def _digits(amount: float) -> str:
    """An amount without exponent or needless zeros: 1e10 becomes 10000000000."""
    return f"{amount:.3f}".rstrip("0").rstrip(".")
