"""What a release says in words: the texts, studies and names that pages and handouts show. Read by `catalogue_of`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from protocols.rulebook.cases import Case


@dataclass(frozen=True)
class Source:
    """A document that rows cite."""

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True)
class Reference:
    """A study, or another publication that evidence rests on; every field as text."""

    id: str
    kind: str
    citation: str
    year: str = ""
    doi: str = ""
    pmid: str = ""
    design: str = ""
    population: str = ""
    participants: str = ""
    intervention: str = ""
    form_and_dose: str = ""
    duration: str = ""
    comparator: str = ""
    result: str = ""
    funding: str = ""
    limitations: str = ""
    verification: str = ""
    printed_error: str = ""


@dataclass(frozen=True)
class OutcomeName:
    """What an intervention may help with; `plain_label` is for patients."""

    code: str
    label: str
    plain_label: str


@dataclass(frozen=True)
class Symptom:
    """A symptom of the intake and the outcome that it stands for."""

    code: str
    label: str
    plain_label: str
    outcome: str = ""


@dataclass(frozen=True)
class Claim:
    """Something the article says, in our words, with its citations as printed and as probably intended."""

    id: str
    kind: str
    statement: str
    modality: str = ""
    references_printed: tuple[str, ...] = ()
    references_intended: tuple[str, ...] = ()
    support_judgement: str = ""
    note: str = ""


@dataclass(frozen=True)
class Mechanism:
    """A part of the gut-brain-mitochondria axis as the article describes it."""

    code: str
    name: str
    statement: str
    id: str = ""
    direction: str = ""
    claims: tuple[str, ...] = ()
    references_printed: tuple[str, ...] = ()
    references_intended: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """A common product by its label: nutrient -> (amount, unit) a day."""

    code: str
    label: str
    contents: Mapping[str, tuple[float, str]]
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Monitoring:
    """A test to do while an intervention is taken."""

    test: str
    when: str
    mark: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A sentence about an intervention with its mark and sources: a reason to stop, an adverse effect."""

    text: str
    mark: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class PatientText:
    """An intervention in the patient's words, in one language. `why` has a sentence by outcome."""

    what: str
    how: str
    watch_for: tuple[str, ...] = ()
    stop_if: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    storage: str = ""
    other: str = ""
    why: Mapping[str, str] = field(default_factory=dict)
    why_otherwise: str = ""
    """Said for an outcome that has no sentence of its own."""

    def why_for(self, outcome: str) -> str:
        """The sentence that tells why it is offered for the outcome; empty when there is none."""
        return self.why.get(outcome) or self.why_otherwise


@dataclass(frozen=True)
class InterventionText:
    """An intervention in words. `patient` is by language code; `nutrients` is what one unit of dose contains."""

    code: str
    name: str
    plain_name: str
    kind: str
    summary: str
    nutrients: Mapping[str, float] = field(default_factory=dict)
    components: tuple[str, ...] = ()
    monitoring: tuple[Monitoring, ...] = ()
    stop_rules: tuple[Statement, ...] = ()
    adverse: tuple[Statement, ...] = ()
    patient: Mapping[str, PatientText] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """The release itself. Until a licensed reviewer has signed it, `review_statement` is shown wherever it is used."""

    code: str
    title: str
    in_force_from: date
    summary: str = ""
    based_on: str = ""
    is_reviewed: bool = False
    reviewer: str = ""
    review_statement: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All texts of a release, by code or id."""

    release: About
    interventions: Mapping[str, InterventionText]
    references: Mapping[str, Reference]
    sources: Mapping[str, Source]
    symptoms: Mapping[str, Symptom]
    outcomes: Mapping[str, OutcomeName]
    mechanisms: Mapping[str, Mechanism]
    claims: Mapping[str, Claim]
    products: Mapping[str, Product]
    cases: tuple[Case, ...] = ()

    def cited(self, code: str) -> Source | Reference | None:
        """The source or study that a row cites."""
        return self.sources.get(code) or self.references.get(code)
