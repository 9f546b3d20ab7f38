"""An outcome as plain text for a terminal: the same content, order and words as the result page."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from protocols.engine.outcome import Document
from protocols.engine.rulebook import Rulebook
from protocols.recommendations.presentation import AlertLine, Card, EvidenceLine, Result
from protocols.recommendations.words import amount_words

WIDTH = 96
CERTAINTY_WORDS = {
    "high": "●●●● high certainty",
    "moderate": "●●●○ moderate certainty",
    "low": "●●○○ low certainty",
    "very_low": "●○○○ very low certainty",
    "preclinical_only": "○○○○ preclinical only",
    "no_evidence": "---- no evidence",
}
DIRECTION_WORDS = {"benefit": "benefit", "no_effect": "no effect", "harm": "harm", "unclear": "unclear effect"}
SAFETY_WORDS = {"flagged": "flagged", "nothing_found": "nothing found", "not_checked": "not checked"}
STATUS_WORDS = {
    "options": "Options to consider",
    "refer_first": "Refer first. The options below are additions, never a replacement",
    "refer_only": "Refer now. No supplement plan",
}
LEVEL_WORDS = {"ok": "within the upper level", "warn": "calls for care", "block": "no room for more"}
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that reorder text; a terminal would obey them."""


def outcome_text(outcome: Document, rulebook: Rulebook, *, width: int = WIDTH) -> str:
    """The whole outcome in lines of at most `width` characters where words allow it."""
    writer = _Writer(Result(outcome, rulebook), width)
    text = "\n\n".join("\n".join(lines) for lines in writer.sections() if lines)
    return UNPRINTABLE.sub("?", text) + "\n"


class _Writer:
    """Writes one result, section by section; each section is a list of lines and empty when there is nothing to say."""

    def __init__(self, result: Result, width: int) -> None:
        self.result, self.width = result, width
        self.about = result.rulebook.catalogue.release

    def sections(self) -> Iterator[list[str]]:
        result = self.result
        yield self._head()
        yield self._referrals()
        yield from self._cards("OPTIONS", result.options)
        yield from self._cards("NOT CHECKED YET: a question stands before these", result.unchecked)
        yield from self._cards("RESEARCH ONLY: no evidence in people supports these here", result.research)
        yield from self._cards("WITHHELD", result.withheld)
        yield self._questions()
        yield self._totals()
        yield self._stack()
        yield self._schedule()
        yield self._mechanisms()

    def _wrap(self, text: str, indent: int = 0, hanging: int = 0) -> list[str]:
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _head(self) -> list[str]:
        outcome = self.result.outcome
        lines = [f"AXIS · release {outcome['release']} · {outcome['as_of']}", f"{STATUS_WORDS[outcome['status']]}."]
        if not self.about.is_reviewed:
            lines += self._wrap(self.about.review_statement)
        return lines

    def _referrals(self) -> list[str]:
        if not self.result.referrals:
            return []
        lines = ["REFERRALS"]
        for flag in self.result.referrals:
            words = f"{flag['urgency'].upper()} · because of {flag['because']} [{', '.join(flag['rows'])}]"
            lines += self._wrap(words, 2, 2) + self._wrap(flag["action"], 4)
            lines += self._wrap(f"To the patient: {flag['patient_action']}", 4)
        return lines

    def _cards(self, title: str, cards: Iterable[Card]) -> Iterator[list[str]]:
        """One section for the title with the first card, one for each further card."""
        for number, card in enumerate(cards):
            yield ([title] if not number else []) + self._card(card)

    def _card(self, card: Card) -> list[str]:
        rank = f"{card.entry['rank']}  " if "rank" in card.entry else ""
        lines = self._wrap(f"{rank}{card.name}{self._safety(card)}", 2, 3)
        if card.is_withheld:
            return lines + [line for reason in card.reasons for line in self._alert(reason, "Withheld")]
        lines += self._dose(card)
        for alert in card.alerts:
            lines += self._alert(alert, "Alert")
        for evidence in card.evidence:
            lines += self._evidence(evidence)
        return lines + self._score(card)

    def _safety(self, card: Card) -> str:
        if card.is_withheld:
            return ""
        words = f" · safety: {SAFETY_WORDS[card.entry['safety']]}, {card.entry['rules_checked']} rules"
        missing = self.result.missing_for(card)
        return f"{words}; ask about {missing}" if missing else words

    def _evidence(self, line: EvidenceLine) -> list[str]:
        """Certainty first, so that the dots of one card stand below each other."""
        entry = line.entry
        grade = f" ({entry['grade']})" if entry["grade"] else ""
        certainty, direction = CERTAINTY_WORDS[entry["certainty"]], DIRECTION_WORDS[entry["direction"]]
        cited = f" [{', '.join(entry['references'])}]" if entry["references"] else ""
        lines = self._wrap(f"{certainty}{grade}, {direction} · {line.outcome}, {line.support}", 5, 5)
        lines += self._wrap(f"{entry['effect']}{cited}", 10)
        if line.downgrades:
            lines += self._wrap(f"Lowered for {', '.join(domain for domain, _ in line.downgrades).lower()}.", 10)
        return lines + (self._wrap(entry["mismatch"], 10) if entry["mismatch"] else [])

    def _dose(self, card: Card) -> list[str]:
        dose = card.entry["dose"]
        if not card.has_amount:
            return self._wrap(f"How: {dose['instructions']}", 5, 2)
        return self._wrap(f"Dose: {dose['form_label']}. {card.dose}. {dose['instructions']}", 5, 2)

    def _alert(self, alert: AlertLine, title: str) -> list[str]:
        entry = alert.entry
        severity = f"{entry['severity']}, {entry['action']}" if entry["severity"] else "evidence"
        lines = self._wrap(f"{title} ({severity}): {alert.cause}. {entry['message']} [{entry['row']}]", 5, 2)
        todo = [entry["management"], f"{alert.hours.capitalize()}." if alert.hours else "", _monitor(entry["monitor"])]
        return lines + self._wrap(" ".join(filter(None, todo)), 7)

    def _score(self, card: Card) -> list[str]:
        terms = card.entry.get("score_terms")
        if not terms:
            return []
        named = [(self._term(term), term["value"]) for term in terms]
        words = ", ".join(f"{name} {value:+g}" for name, value in named)
        return self._wrap(f"Score {card.entry['score']:g}: {words}", 5, 2)

    def _term(self, term: Document) -> str:
        return self.result.names.outcome(term["outcome"]).lower() if "outcome" in term else str(term["alert"])

    def _questions(self) -> list[str]:
        lines = []
        for question in self.result.questions:
            held = ", ".join(question["holds_back"]) or "nothing, but red flags wait for it"
            lines += self._wrap(f"{question['label']} ({question['fact']}) holds back {held}", 2, 2)
        return ["OPEN QUESTIONS", *lines] if lines else []

    def _totals(self) -> list[str]:
        lines = [line for total in self.result.plan.totals for line in self._total(total)]
        return ["TOTALS A DAY, with the patient's own products", *lines] if lines else []

    def _total(self, total: Document) -> list[str]:
        amount = amount_words(total["amount"], total["unit"])
        limit = "" if total["limit"] is None else f" of at most {amount_words(total['limit'], total['unit'])}"
        words = f"{total['label']}: {amount}{limit}, {LEVEL_WORDS[total['level']]}."
        return self._wrap(f"{words} From {total['from']} [{total['row']}]", 2, 2)

    def _stack(self) -> list[str]:
        lines = []
        for entry in self.result.plan.stack:
            words = f"{entry['severity'].capitalize()}: {', '.join(entry['members'])}. {entry['message']}"
            lines += self._wrap(f"{words} [{entry['row']}]", 2, 2)
        return ["TOGETHER", *lines] if lines else []

    def _schedule(self) -> list[str]:
        if self.result.plan.is_empty:
            return []
        lines = []
        for slot in self.result.plan.day:
            taken = "; ".join(f"{line['name']} {line['amount']}".strip() for line in slot["lines"])
            lines += self._wrap(f"{slot['label']:<8} {taken or '-'}", 2, 9)
        return ["THE DAY, with every option at the top of its usual dose", *lines]

    def _mechanisms(self) -> list[str]:
        parts = [f"{one['about'].name} {one['percent']} %" for one in self.result.mechanisms]
        title = "WHAT THE SYMPTOMS POINT TO (it explains, it does not rank)"
        return [title, *self._wrap(", ".join(parts), 2)] if parts else []


def _monitor(text: str) -> str:
    return f"Watch: {text}." if text and text.lower() not in ("-", "none") else ""
