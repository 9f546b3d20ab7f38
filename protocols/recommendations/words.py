"""English words for the codes and numbers of an outcome."""

from collections.abc import Mapping
from typing import Any

from protocols.engine.outcome import Document
from protocols.vocabulary.dictionary import fact_definitions, question_label
from protocols.vocabulary.vocabulary import Vocabulary

SUPPORT_WORDS = {
    "article": "stated in the article",
    "references": "shown by the article's references",
    "editor": "added by the editors",
}
DOMAIN_WORDS = {
    "risk_of_bias": "Risk of bias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication_bias": "Publication bias",
}
DESIGN_WORDS = {
    "rct": "Randomised controlled trial",
    "open_label_rct": "Randomised, not blinded",
    "post_hoc_rct": "Post-hoc analysis of a randomised trial",
    "open_label_pilot": "Pilot without a control group",
    "in_vitro": "Cell study",
    "animal": "Animal study",
    "animal_meta_analysis": "Meta-analysis of animal studies",
    "systematic_review_meta_analysis": "Systematic review and meta-analysis",
}
SLOT_WORDS = {"morning": "Morning", "noon": "Noon", "evening": "Evening", "bedtime": "Bedtime"}
SLOT_PHRASES = {
    "morning": "in the morning",
    "noon": "at noon",
    "evening": "in the evening",
    "bedtime": "at bedtime",
}
UNIT_WORDS = {"ug": "mcg"}
"""Micrograms as safe prescribing writes them: a handwritten or badly printed µg has been read as mg."""
LARGE_NUMBERS = ((1_000_000_000, "billion"), (1_000_000, "million"))


def design_words(design: str) -> str:
    """The design of a study: "rct" -> Randomised controlled trial."""
    return DESIGN_WORDS.get(design, design.replace("_", " ").capitalize())


def number_words(value: float) -> str:
    """100 -> 100, 0.5 -> 0.5, 34000000000 -> 34 billion."""
    for size, word in LARGE_NUMBERS:
        if value >= size:
            return f"{value / size:g} {word}"
    return f"{value:,.10g}"


def unit_words(unit: str) -> str:
    """A unit as people read it."""
    return UNIT_WORDS.get(unit, unit)


def amount_words(amount: float | None, unit: str) -> str:
    """An amount with its unit: "100 mg", "3 billion CFU"; nothing when there is no amount."""
    if amount is None:
        return ""
    return f"{number_words(float(amount))} {unit_words(unit)}".strip()


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def dose_words(dose: Document) -> str:
    """A dose as one line: "Start with 100 mg in the evening with food, up to 250 mg; look again after 8 weeks"."""
    if dose["start"] is None:
        return str(dose["instructions"]).rstrip(".")
    words = f"Start with {amount_words(dose['start'], dose['unit'])}"
    when = listed([SLOT_PHRASES[slot] for slot in dose["slots"]])
    words += f" {when}" if when else ""
    words += {True: " with food", False: " on an empty stomach", None: ""}[dose["with_food"]]
    if dose["maximum"] > dose["start"]:
        words += f", up to {amount_words(dose['maximum'], dose['unit'])} a day"
    if dose["maximum_weeks"]:
        words += f", for at most {dose['maximum_weeks']:g} weeks"
    return f"{words}; look again after {dose['reassess_weeks']:g} weeks" if dose["reassess_weeks"] else words


def hours_words(hours: Mapping[str, float | None] | None) -> str:
    """How far apart: "4 hours apart", "at least 2 hours before or 6 hours after"."""
    if not hours:
        return ""
    before, after = hours["before"], hours["after"]
    if before == after and before is not None:
        return f"keep {before:g} hours apart"
    parts = [f"at least {before:g} hours before it"] if before is not None else []
    parts += [f"at least {after:g} hours after it"] if after is not None else []
    return f"take the medicine {' or '.join(parts)}"


def cause_words(cause: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """What an alert is about: "levothyroxine", "Hypothyroidism", "age 71 years", "pregnant"."""
    return ", ".join(_cause(kind, value, vocabulary) for kind, value in sorted(cause.items()))


def _cause(kind: str, value: Any, vocabulary: Vocabulary) -> str:
    if kind == "medication":
        return vocabulary.medications[value].generic
    if kind in ("condition", "allergy", "alarm_feature") and value in vocabulary.conditions:
        return vocabulary.conditions[value].label
    if kind == "substance" and value in vocabulary.substances:
        return vocabulary.substances[value].label
    if kind in fact_definitions() and kind != "outcome":
        return _fact(kind, value)
    return str(value).replace("_", " ")


def _fact(name: str, value: Any) -> str:
    definition = fact_definitions()[name]
    label = definition.label if definition.label[1:2].isupper() else definition.label.lower()
    if definition.type == "boolean":
        return label if value else f"not {label}"
    unit = f" {definition.unit}" if definition.unit else ""
    return f"{label} {value}{unit}"


def question_words(question: str) -> str:
    """What to ask, for a fact named in an outcome."""
    return question_label(question.split("[")[0])
