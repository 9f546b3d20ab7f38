"""Answers as they are kept: one text a field, exactly as typed, under the field's name.

A field's name is the path of the intake document it fills: `patient.age`, `symptoms.anxiety`, `scales.phq9.3`,
`lifestyle.shift_work`. Three kinds are not one value in the document:

- `patient.weight` with `patient.weight_unit` (kg or lb) becomes `patient.weight_kg`;
- a list (`medications`) holds one entry a line, and `medications.asked` is `none` or `some`;
- own supplements are `supplements.1.name`, `supplements.1.daily.1.nutrient`, `.amount` and `.unit`.

A field without an answer is not kept: absent means "not asked".
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from django.http import QueryDict

from protocols.vocabulary.dictionary import fact_definitions
from protocols.vocabulary.document import SCALES

Answers = Mapping[str, str]

LISTS = ("conditions", "medications", "allergies", "substances", "alarm_features")
ASKED = (*LISTS, "supplements")
SUPPLEMENT = re.compile(r"supplements\.([1-9]\d?)\.(?:name|daily\.([1-9]\d?)\.(?:nutrient|amount|unit))")
MOST_LETTERS = 300
MOST_LINES = 100


def _fixed_names() -> frozenset[str]:
    scalars = {name for name in fact_definitions() if name.startswith(("patient.", "symptoms.", "lifestyle."))}
    items = {f"scales.{scale}.{number}" for scale, length in SCALES.items() for number in range(1, length + 1)}
    asked = {f"{name}.asked" for name in ASKED}
    return frozenset((scalars - {"patient.weight_kg"}) | items | asked | {"patient.weight", "patient.weight_unit"})


FIXED_NAMES = _fixed_names()


def is_field(name: str) -> bool:
    """Whether the intake has a field of this name."""
    return name in FIXED_NAMES or name in LISTS or bool(SUPPLEMENT.fullmatch(name))


def lines(text: str) -> list[str]:
    """The entries of a list answer, in the order given, each once."""
    entries = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(entry for entry in entries if entry))


def posted_answers(post: QueryDict, code_of: Callable[[str, str], str | None]) -> dict[str, str]:
    """The answers in a posted form, empty ones included; anything that is not a field is left out.

    `code_of(list name, typed)` gives the code of an entry, so that a label, a synonym and a code are kept alike.
    """
    answers = {}
    for name in filter(is_field, post):
        if name in LISTS:
            answers[name] = "\n".join(_entries(name, post.getlist(name), code_of))
        else:
            answers[name] = _clean(str(post.get(name, "")))
    return answers


def _entries(name: str, posted: list[str], code_of: Callable[[str, str], str | None]) -> list[str]:
    """Medications stay as typed, because a brand name says more than the substance; all else becomes codes."""
    typed = [_clean(line) for text in posted for line in text.splitlines()[:MOST_LINES]]
    if name != "medications":
        typed = [code_of(name, line) or line for line in typed]
    return lines("\n".join(typed))


def _clean(text: str) -> str:
    """One line of text without control characters (no database keeps NUL), composed, at most MOST_LETTERS long."""
    visible = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)
    return unicodedata.normalize("NFC", " ".join(visible.split()))[:MOST_LETTERS]


def with_changes(answers: Answers, changes: Answers) -> dict[str, str]:
    """The answers after some fields changed, in the order of their names so that equal answers are equal JSON. A list
    with entries was asked about, whether or not anybody said so."""
    merged = {**answers, **changes}
    for name in LISTS:
        if merged.get(name) and not merged.get(f"{name}.asked"):
            merged[f"{name}.asked"] = "some"
    return {name: merged[name] for name in sorted(merged) if merged[name]}


def differing(answers: Answers, changes: Answers) -> list[str]:
    """The changed fields whose kept answer is another one."""
    return [name for name, value in changes.items() if answers.get(name, "") != value]


def supplement_numbers(answers: Answers) -> list[int]:
    """The numbers of the own supplements that have a name or an amount."""
    return sorted({supplement for supplement, _ in _supplement_fields(answers)})


def amount_numbers(answers: Answers, supplement: int) -> list[int]:
    """The numbers of the daily amounts of one supplement that have a nutrient or an amount."""
    return sorted({amount for number, amount in _supplement_fields(answers) if number == supplement and amount})


def _supplement_fields(answers: Answers) -> Iterator[tuple[int, int]]:
    """(supplement, amount) of every answered field; amount is 0 for the name. A unit alone answers nothing."""
    for name, value in answers.items():
        found = SUPPLEMENT.fullmatch(name)
        if found and value and not name.endswith(".unit"):
            yield int(found[1]), int(found[2] or 0)
