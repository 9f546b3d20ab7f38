"""The codes of a release: medications, conditions, substances, nutrients, and how a typed name finds them."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

HOMES = ("conditions", "allergies", "alarm_features")


@dataclass(frozen=True)
class Condition:
    """A condition, allergy or alarm feature. `home` is the intake list in which rules look for it."""

    code: str
    label: str
    home: str
    icd10cm: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Medication:
    """A medication by its generic name, with the classes that rules read."""

    code: str
    generic: str
    classes: tuple[str, ...]
    brands: tuple[str, ...] = ()
    rxcui: str = ""

    @property
    def names(self) -> list[str]:
        """Every name it may be typed by: code, generic name with and without its synonyms, brands, RxCUI."""
        outside = re.sub(r"\s*\([^)]*\)", "", self.generic)
        inside = [part for group in re.findall(r"\(([^)]*)\)", self.generic) for part in group.split(",")]
        return [one for one in (self.code, self.generic, outside, *inside, *self.brands, self.rxcui) if one.strip()]


@dataclass(frozen=True)
class Substance:
    """A herb, nutrient or other substance that the patient may take of their own accord."""

    code: str
    label: str
    kind: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nutrient:
    """Something an amount can be stated for on a label, and the unit its totals are kept in."""

    code: str
    label: str
    unit: str
    aliases: tuple[str, ...] = ()


def folded(name: str) -> str:
    """A name as it is compared: no accents, no case, single spaces, underscores and hyphens as spaces."""
    plain = unicodedata.normalize("NFKD", name.replace("_", " ").replace("-", " "))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelt most like this one, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


@dataclass(frozen=True)
class Vocabulary:
    """Everything an intake may name, by code."""

    conditions: Mapping[str, Condition]
    medications: Mapping[str, Medication]
    substances: Mapping[str, Substance]
    nutrients: Mapping[str, Nutrient]
    medication_classes: Mapping[str, str]

    @cached_property
    def medication_names(self) -> Mapping[str, tuple[str, ...]]:
        """Folded name -> codes of the medications it may mean; more than one when it is ambiguous."""
        return _index((name, one.code) for one in self.medications.values() for name in one.names)

    @cached_property
    def substance_names(self) -> Mapping[str, tuple[str, ...]]:
        """Folded name -> codes of substances."""
        return _index((name, one.code) for one in self.substances.values() for name in _names(one))

    @cached_property
    def nutrient_names(self) -> Mapping[str, tuple[str, ...]]:
        """Folded name -> codes of nutrients."""
        return _index((name, one.code) for one in self.nutrients.values() for name in _names(one))

    @cached_property
    def condition_names(self) -> Mapping[str, tuple[str, ...]]:
        """Folded code -> code of a condition, allergy or alarm feature."""
        return _index((one.code, one.code) for one in self.conditions.values())


def _names(one: Substance | Nutrient) -> tuple[str, ...]:
    return one.code, one.label, *one.aliases


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for name, code in pairs:
        index.setdefault(folded(name), {})[code] = None
    return {name: tuple(codes) for name, codes in index.items()}
