"""Why an intervention is offered, why not, and what is missing: sentences made from the rows that decided.

    explain("magnesium", intake, outcome, rulebook).why
    -> (Sentence("Considered for sleep: The article ...", row="IND-MG-SLEEP-1", read={"Poor sleep": "6"}, ...), ...)

Every sentence names its row, the values the row read, and the sources the row cites. Nothing is said that no row says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from protocols.engine.facts import Facts
from protocols.engine.outcome import SEVERITIES, Document
from protocols.engine.plan import find_limit
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Row
from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth, all_of
from protocols.recommendations.fact_words import cell_words, label_words, read_words
from protocols.recommendations.words import (
    DOMAIN_WORDS,
    amount_words,
    cause_words,
    dose_words,
    hours_words,
    listed,
    question_words,
)
from protocols.rulebook.catalogue import Reference, Source
from protocols.vocabulary.document import read_intake

ABOUT_THE_CANDIDATE = ("intervention", "outcome", "nutrient")
"""Facts that name what is judged; they are no values of the patient."""
MAY_ALERT = ("safety", "limits", "red_flags", "evidence")
"""The tables whose rows can stand behind an alert or a reason to withhold."""


@dataclass(frozen=True)
class Sentence:
    """One sentence; `about` is why, why_not or missing, `read` has the values by the label of their fact."""

    about: str
    text: str
    row: str
    read: Mapping[str, str]
    sources: tuple[Source | Reference, ...]
    others: tuple[str, ...] = ()
    """Further rows that wait for the same answer."""


@dataclass(frozen=True)
class Explanation:
    """Everything that can be said about one intervention for one patient."""

    intervention: str
    sentences: tuple[Sentence, ...]

    def about(self, about: str) -> tuple[Sentence, ...]:
        return tuple(one for one in self.sentences if one.about == about)

    @property
    def why(self) -> tuple[Sentence, ...]:
        """What speaks for it, and the dose."""
        return self.about("why")

    @property
    def why_not(self) -> tuple[Sentence, ...]:
        """What withholds it or speaks against it, or why it was never considered."""
        return self.about("why_not")

    @property
    def missing(self) -> tuple[Sentence, ...]:
        """What has to be asked before it is clear."""
        return self.about("missing")


def explain(
    intervention: str, intake: Document, outcome: Document, rulebook: Rulebook, *, default_jurisdiction: str = "us"
) -> Explanation:
    """Explain what an outcome says about one intervention of the release, also when it says nothing.

    `intake` is the document the outcome was decided from, `rulebook` the release it was decided with.
    """
    facts = read_intake(intake, rulebook.vocabulary, default_jurisdiction=default_jurisdiction)
    return _Explainer(intervention, facts, outcome, rulebook).explanation()


def explain_all(
    intake: Document, outcome: Document, rulebook: Rulebook, *, default_jurisdiction: str = "us"
) -> dict[str, Explanation]:
    """The explanations of every intervention of the release, by code."""
    facts = read_intake(intake, rulebook.vocabulary, default_jurisdiction=default_jurisdiction)
    return {code: _Explainer(code, facts, outcome, rulebook).explanation() for code in rulebook.interventions}


class _Explainer:
    """Finds the rows behind an outcome and lets each of them speak."""

    def __init__(self, code: str, facts: Facts, outcome: Document, rulebook: Rulebook) -> None:
        self.code, self.outcome, self.rulebook = code, outcome, rulebook
        self.offered = _entry(outcome["recommendations"], code)
        self.withheld = _entry(outcome["withheld"], code)
        self.entry = self.offered or self.withheld
        dose = self.entry["dose"] if self.entry else {"form": "", "maximum": None}
        offer = {"offer.form": dose["form"], "offer.maximum": dose["maximum"] or 0}
        self.facts = facts.extended({"intervention": code, **offer})

    def explanation(self) -> Explanation:
        parts = self._of_a_candidate(self.entry) if self.entry else self._never_considered()
        return Explanation(self.code, tuple(parts))

    def _of_a_candidate(self, entry: Document) -> Iterator[Sentence]:
        yield from self._indications()
        yield from self._evidence(entry)
        yield from self._dose(entry["dose"])
        for reason in entry.get("reasons", ()):
            yield from self._alert(reason, "Withheld")
        for alert in entry["alerts"]:
            yield from self._alert(alert, "Care")
        yield from self._questions()

    def _sentence(
        self, about: str, text: str, row: Row, *, cited: Sequence[str] = (), others: Sequence[Row] = ()
    ) -> Sentence:
        sources = (self.rulebook.catalogue.cited(source) for source in cited or row.sources)
        further = dict.fromkeys(one.id for one in others if one.id != row.id)
        return Sentence(about, text, row.id, self._read(row), tuple(one for one in sources if one), tuple(further))

    def _rows(self, table: str, truth: Truth = TRUE, row_id: str = "") -> list[Row]:
        """The rows of a table that are true, or open, for this patient and this intervention."""
        rows = self.rulebook.tables[table].rows
        return [row for row in rows if row_id in ("", row.id) and self._decide(row) is truth]

    def _decide(self, row: Row) -> Truth:
        return all_of(
            cell.decide(self.facts.values[name]) if name in self.facts.values else UNKNOWN
            for name, cell in row.when.items()
        )

    def _read(self, row: Row) -> dict[str, str]:
        """The values that the row looked at, by the label of their fact."""
        names = [name for name in row.when if name not in ABOUT_THE_CANDIDATE]
        return {label_words(name): read_words(name, row, self.facts, self.rulebook.vocabulary) for name in names}

    def _indications(self) -> Iterator[Sentence]:
        for row in self._rows("indications"):
            if row.then["intervention"] == self.code:
                outcome = self._outcome(row.then["outcome"])
                yield self._sentence("why", f"Considered for {outcome}: {row.then['reason']}", row)

    def _outcome(self, code: str) -> str:
        return str(self.rulebook.catalogue.outcomes[code].label).lower()

    def _evidence(self, entry: Document) -> Iterator[Sentence]:
        """Evidence for it says why; evidence against it, or no evidence in people, says why not."""
        for one in entry["evidence"]:
            self.facts = self.facts.extended({"outcome": one["outcome"]})
            supports = one["direction"] == "benefit" and one["certainty"] not in ("preclinical_only", "no_evidence")
            certainty, direction = one["certainty"].replace("_", " "), one["direction"].replace("_", " ")
            words = "no evidence" if one["certainty"] == "no_evidence" else f"{direction}, certainty {certainty}"
            lowered = listed([DOMAIN_WORDS[domain].lower() for domain in one["downgrades"]])
            text = f"For {self._outcome(one['outcome'])}: {words}{f' (lowered for {lowered})' if lowered else ''}."
            for row in self._row("evidence", one["row"]):
                about = "why" if supports else "why_not"
                yield self._sentence(about, f"{text} {one['effect']}", row, cited=one["references"])

    def _row(self, table: str, row_id: str) -> list[Row]:
        """The row with the id that is true or, where an answer is missing, open."""
        return (self._rows(table, TRUE, row_id) or self._rows(table, UNKNOWN, row_id))[:1]

    def _dose(self, dose: Document) -> Iterator[Sentence]:
        rows = {row.id for row in self._rows("dosing") + self._rows("dosing", UNKNOWN)}
        row = next(
            row for row in self.rulebook.tables["dosing"].rows if row.id in rows and self._decide(row) is not FALSE
        )
        yield self._sentence("why", f"Dose: {dose_words(dose)}.", row)

    def _alert(self, alert: Document, verb: str) -> Iterator[Sentence]:
        """What a safety row, an upper level, a red flag or the evidence says against it."""
        hours = hours_words(alert.get("hours_apart"))
        said = [alert["message"], f"{hours[0].upper()}{hours[1:]}." if hours else "", alert["management"]]
        text = f"{verb} because of {self._cause(alert['cause'])}: {' '.join(filter(None, said))}"
        rows = (row for table in MAY_ALERT for row in self._row(table, alert["row"]))
        yield from (self._sentence("why_not", text, row) for row in islice(rows, 1))

    def _cause(self, cause: Mapping[str, Any]) -> str:
        if "outcome" in cause:
            self.facts = self.facts.extended({"outcome": cause["outcome"]})
            return f"the evidence for {self._outcome(cause['outcome'])}"
        return cause_words(cause, self.rulebook.vocabulary)

    def _questions(self) -> Iterator[Sentence]:
        """What has to be asked, each with the gravest rule that waits for the answer."""
        for question in [one["fact"] for one in self.outcome["unknowns"] if self.code in one["holds_back"]]:
            yield from self._open_rules(question)
            if question in self.facts.products_missing:
                yield from self._open_levels(question)

    def _open_rules(self, question: str) -> Iterator[Sentence]:
        waiting = {
            table: [row for row in self._rows(table, UNKNOWN) if question in self._open(row)]
            for table in ("safety", "dosing")
        }
        rules = sorted(waiting["safety"], key=_gravity)
        ask = f"Ask for {question_words(question)}"
        if rules:
            gravest = rules[0]
            count = len({row.id for row in rules})
            wait = f"{count} rules wait for it, the gravest" if count > 1 else "a rule waits for it"
            what = f"({gravest.then['action']}, {gravest.then['severity']}): {gravest.then['message']}"
            yield self._sentence("missing", f"{ask}; {wait} {what}", gravest, others=rules[1:])
        if waiting["dosing"]:
            first, *others = waiting["dosing"]
            yield self._sentence("missing", f"{ask}; the dose depends on it.", first, others=others)

    def _open(self, row: Row) -> set[str]:
        return {question for name in row.when for question in self.facts.missing(name)}

    def _open_levels(self, question: str) -> Iterator[Sentence]:
        """Products nobody knows leave every upper level of the intervention open."""
        for nutrient in self.rulebook.interventions[self.code].nutrients:
            limit = find_limit(nutrient, self.facts, self.rulebook)
            if limit and limit.block is not None:
                label = self.rulebook.vocabulary.nutrients[nutrient].label
                block = amount_words(limit.block, self.rulebook.nutrient_units[nutrient])
                text = f"Ask for {question_words(question)}; {label} from all products must stay within {block}."
                yield self._sentence("missing", text, limit.row)

    def _never_considered(self) -> Iterator[Sentence]:
        """Each of its indications, and what it would need."""
        for row in self.rulebook.tables["indications"].rows:
            if row.then["intervention"] == self.code:
                about = "missing" if self._decide(row) is UNKNOWN else "why_not"
                needs = listed([f"{label_words(name)} of {cell_words(cell)}" for name, cell in row.when.items()])
                yield self._sentence(
                    about, f"Considered for {self._outcome(row.then['outcome'])} only with {needs}.", row
                )


def _entry(entries: Sequence[Document], code: str) -> Document | None:
    return next((one for one in entries if one["intervention"] == code), None)


def _gravity(row: Row) -> tuple[int, bool]:
    """What would withhold comes first."""
    return SEVERITIES.index(row.then["severity"]), row.then["action"] != "avoid"
