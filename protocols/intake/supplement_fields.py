"""Own supplements as the templates read them: products with daily amounts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from protocols.intake.answers import Answers, amount_numbers, supplement_numbers
from protocols.intake.fields import ListField
from protocols.intake.vocabulary_lists import VocabularyLists

SPARE_IN_A_NEW_PRODUCT, SPARE = 3, 1
"""Empty amounts offered where no script adds them. Each lists every nutrient, so that a page with many is slow."""
UNITS = (("mg", "mg"), ("ug", "mcg"), ("g", "g"), ("CFU", "CFU"), ("cells", "cells"))


@dataclass(frozen=True)
class Amount:
    """One daily amount of a product, as it stands in the form."""

    prefix: str
    answers: Answers
    problems: Mapping[str, str]

    def __getitem__(self, part: str) -> dict[str, str]:
        """`nutrient`, `amount` or `unit`: name, value and problem of its control."""
        name = f"{self.prefix}.{part}"
        return {"name": name, "value": self.answers.get(name, ""), "problem": self.problems.get(name, "")}


@dataclass(frozen=True)
class Product:
    """One product the patient takes, with its amounts and empty lines for more."""

    number: int
    answers: Answers
    problems: Mapping[str, str]

    @property
    def prefix(self) -> str:
        return f"supplements.{self.number}"

    @property
    def name(self) -> dict[str, str]:
        name = f"{self.prefix}.name"
        return {"name": name, "value": self.answers.get(name, ""), "problem": self.problems.get(name, "")}

    @property
    def is_blank(self) -> bool:
        return not self.name["value"] and not amount_numbers(self.answers, self.number)

    @property
    def has_amounts(self) -> bool:
        return bool(amount_numbers(self.answers, self.number))

    @property
    def amounts(self) -> list[Amount]:
        used = amount_numbers(self.answers, self.number)
        first = max(used, default=0) + 1
        spare = range(first, first + (SPARE if used or not self.number else SPARE_IN_A_NEW_PRODUCT))
        return [Amount(f"{self.prefix}.daily.{number}", self.answers, self.problems) for number in (*used, *spare)]


@dataclass(frozen=True)
class SupplementsField(ListField):
    """Own supplements: products with daily amounts instead of lines of text."""

    @property
    def is_filled(self) -> bool:
        return bool(supplement_numbers(self.answers))

    @property
    def common(self) -> list[tuple[str, str, str]]:
        """Common products: code, label, contents as JSON for the script."""
        products = self.lists.products.values()
        return [(one.code, one.label, json.dumps(self.lists.contents(one.code))) for one in products]

    @property
    def products(self) -> list[Product]:
        used = supplement_numbers(self.answers)
        spare = max(used, default=0) + 1
        return [Product(number, self.answers, self.problems) for number in (*used, spare)]

    @property
    def shown_value(self) -> str:
        if self.asked == "none":
            return "None"
        return "\n".join(self._in_words(product) for product in self.products if not product.is_blank)

    def _in_words(self, product: Product) -> str:
        amounts = [
            f"{self.lists.nutrient_label(row['nutrient']['value'])} {row['amount']['value']} {_unit(row)}"
            for row in product.amounts
            if row["nutrient"]["value"]
        ]
        return f"{product.name['value']}: {', '.join(amounts) or 'contents not known'}"


def _unit(amount: Amount) -> str:
    return "mcg" if amount["unit"]["value"] == "ug" else amount["unit"]["value"]


def supplement_answers(answers: Answers, code: str, lists: VocabularyLists) -> dict[str, str]:
    """The answers that add a common product after those there are; nothing for an unknown code."""
    if code not in lists.products:
        return {}
    product = f"supplements.{max(supplement_numbers(answers), default=0) + 1}"
    added = {f"{product}.name": lists.products[code].label, "supplements.asked": "some"}
    for number, row in enumerate(lists.contents(code), start=1):
        added.update({f"{product}.daily.{number}.{part}": value for part, value in row.items()})
    return added
