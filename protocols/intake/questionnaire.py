"""The questions of the intake, in the order of the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocols.vocabulary.dictionary import fact_definitions
from protocols.vocabulary.document import SCALES
from protocols.vocabulary.scales import Scale

NOT_ASKED = ("", "Not asked")
DEGREES = tuple(map(str, range(11)))


@dataclass(frozen=True)
class Question:
    """One field. `name` is its name in the answers; `kind` picks its template `intake/question_<kind>.html`."""

    name: str
    kind: str
    label: str
    hint: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def degrees(self) -> tuple[str, ...]:
        """The steps of a severity."""
        return DEGREES


@dataclass(frozen=True)
class Section:
    """Questions under one heading, and one line of the rail."""

    code: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    scale: Scale | None = None
    short_title: str = ""

    @property
    def rail_title(self) -> str:
        return self.short_title or self.title


SYMPTOM_HINTS = {
    "anxiety": "worry, tension, feeling on edge",
    "perceived_stress": "more demands than there is strength for",
    "low_mood": "sad, down, little pleasure in things",
    "poor_sleep": "hard to fall or stay asleep, not rested",
    "fatigue": "little energy, tires quickly",
    "brain_fog": "slow thinking, poor focus or memory",
    "emotional_instability": "mood swings, easily upset",
    "social_withdrawal": "keeps away from people",
    "gut_symptoms": "bloating, pain, irregular bowels",
}
YES_NO = (NOT_ASKED, ("no", "No"), ("yes", "Yes"))
SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Not stated"))
PERSON = (
    Question("patient.age", "number", "Age", unit="years"),
    Question("patient.sex", "choice", "Sex", choices=SEXES),
    Question("patient.pregnant", "choice", "Pregnant", choices=YES_NO),
    Question("patient.breastfeeding", "choice", "Breastfeeding", choices=YES_NO),
    Question("patient.planning_pregnancy", "choice", "Planning a pregnancy", choices=YES_NO),
    Question("patient.egfr", "number", "eGFR", "Kidney function of the last 12 months.", "mL/min/1.73 m²"),
    Question("patient.weight", "weight", "Weight"),
)


def questionnaire(scales: Mapping[str, Scale]) -> tuple[Section, ...]:
    """Every section with its questions; `scales` by code."""
    return (
        Section("person", "Person", questions=PERSON),
        Section("symptoms", "Symptoms", "Over the last two weeks: 0 is not at all, 10 as bad as can be.", _symptoms()),
        *(_scale_section(code, scales[code]) for code in SCALES),
        Section("conditions", "Conditions", "Diagnoses, present and past.", (_list("conditions", "typeahead"),)),
        Section("medications", "Medications", "By prescription and over the counter, by brand or generic name.",
                (_list("medications", "typeahead"),)),
        Section("allergies", "Allergies and intolerances", questions=(_list("allergies", "ticks"),),
                short_title="Allergies"),
        Section("supplements", "Own supplements", "What is taken already, with the amounts a day from the label.",
                (Question("supplements", "supplements", "Own supplements"),)),
        Section("substances", "Herbs and substances", "Anything else that is taken or used at least once a week.",
                (_list("substances", "ticks"),), short_title="Substances"),
        Section("lifestyle", "Lifestyle", questions=_lifestyle()),
        Section("alarm_features", "Alarm features", "Any of these needs a medical assessment before a plan.",
                (_list("alarm_features", "ticks"),)),
    )  # fmt: skip


def _symptoms() -> tuple[Question, ...]:
    definitions = fact_definitions()
    return tuple(
        Question(f"symptoms.{code}", "severity", definitions[f"symptoms.{code}"].label, hint)
        for code, hint in SYMPTOM_HINTS.items()
    )


def _scale_section(code: str, scale: Scale) -> Section:
    choices = tuple((str(score), text) for score, text in enumerate(scale.options))
    items = tuple(
        Question(f"scales.{code}.{number}", "item", text, choices=choices)
        for number, text in enumerate(scale.items, start=1)
    )
    return Section(code, scale.title, scale.stem, items, scale)


def _lifestyle() -> tuple[Question, ...]:
    facts = (fact for fact in fact_definitions().values() if fact.name.startswith("lifestyle."))
    return tuple(Question(fact.name, "choice", fact.label, choices=YES_NO) for fact in facts)


def _list(name: str, kind: str) -> Question:
    return Question(name, kind, fact_definitions()[name].label)
