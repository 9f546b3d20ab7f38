"""From the entries of a release's lists to the vocabulary of intakes and the names and studies of the catalogue."""

from collections.abc import Mapping, Sequence
from typing import Any

from protocols.rulebook.catalogue import Claim, Mechanism, OutcomeName, Product, Reference, Source, Symptom
from protocols.rulebook.errors import Place, Problems
from protocols.rulebook.rule_cells import read_number
from protocols.rulebook.rule_lists import Entry
from protocols.vocabulary.units import UnitError, convert, normal_unit
from protocols.vocabulary.vocabulary import Condition, Medication, Nutrient, Substance, Vocabulary

Lists = Mapping[str, Sequence[Entry]]


def read_vocabulary(lists: Lists, problems: Problems) -> Vocabulary:
    """Everything an intake may name."""
    for one in lists["nutrients"]:
        _check_unit(one, problems)
    return Vocabulary(
        conditions={one["code"]: Condition(**_only(one, Condition)) for one in lists["conditions"]},
        medications={one["code"]: Medication(**_only(one, Medication)) for one in lists["medications"]},
        substances={one["code"]: Substance(**_only(one, Substance)) for one in lists["substances"]},
        nutrients={one["code"]: Nutrient(**_only(one, Nutrient)) for one in lists["nutrients"]},
        medication_classes={one["code"]: one["label"] for one in lists["medication_classes"]},
    )


def _only(entry: Entry, kind: type) -> dict[str, Any]:
    """The columns that the record has; sources, marks and notes stay in the file."""
    return {name: entry[name] for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]


def _check_unit(entry: Entry, problems: Problems) -> None:
    """Totals are kept in the nutrient's unit, so it must be spelt in the one way that amounts are converted to."""
    unit = entry["unit"]
    try:
        spelling = normal_unit(unit)
    except UnitError as error:
        problems.add(Place("nutrients.csv", 0, entry["code"], "unit"), str(error))
        return
    if spelling != unit:
        problems.add(Place("nutrients.csv", 0, entry["code"], "unit"), f'write "{spelling}", not "{unit}"')


def catalogue_lists(lists: Lists, vocabulary: Vocabulary, problems: Problems) -> dict[str, Any]:
    """The parts of the catalogue that come from lists."""
    return {
        "references": {one["id"]: Reference(**one) for one in lists["references"]},
        "sources": {one["id"]: Source(**one) for one in lists["sources"]},
        "symptoms": {one["code"]: Symptom(**one) for one in lists["symptoms"]},
        "outcomes": {one["code"]: OutcomeName(**one) for one in lists["outcomes"]},
        "mechanisms": {one["code"]: Mechanism(**one) for one in lists["mechanisms_catalogue"]},
        "claims": {one["id"]: Claim(**one) for one in lists["claims"]},
        "products": {one["code"]: _product(one, vocabulary, problems) for one in lists["products"]},
    }


def _product(entry: Entry, vocabulary: Vocabulary, problems: Problems) -> Product:
    contents = {}
    for part in entry["contents"]:
        try:
            code, amount, unit = _content(part, vocabulary)
        except ValueError as error:
            problems.add(Place("products.csv", 0, entry["code"], "contents"), str(error))
            continue
        contents[code] = (amount, unit)
    return Product(entry["code"], entry["label"], contents, entry["mark"], entry["note"])


def _content(part: str, vocabulary: Vocabulary) -> tuple[str, float, str]:
    """One nutrient of a product: `folate=400 ug`."""
    code, _, rest = (word.strip() for word in part.partition("="))
    amount, _, unit = rest.partition(" ")
    if code not in vocabulary.nutrients:
        raise ValueError(f'no nutrient "{code}" in "{part}"; write for example folate=400 ug')
    number = read_number(amount)
    convert(number, unit, vocabulary.nutrients[code].unit)
    return code, number, unit.strip()
