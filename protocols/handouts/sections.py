"""The sections of a handout, each put into words from the decision and the release's texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from protocols.engine.outcome import SLOTS
from protocols.handouts.amounts import amount_in_words, dose_sentences, per_slot, starts_lower
from protocols.handouts.lines import Line
from protocols.handouts.phrases import Phrases
from protocols.handouts.source import PlanLine, Source
from protocols.handouts.texts import LIFESTYLE, ReleaseTexts, cited

SHORT_PLAN = 3
"""Items up to which a plan has room for a second reason for each."""
Section = dict[str, Any]


@dataclass(frozen=True)
class Writer:
    """Writes the sections of one handout."""

    source: Source
    texts: ReleaseTexts
    phrases: Phrases

    @cached_property
    def lines(self) -> list[Line]:
        """The plan in the order of its ranks; empty when help comes first."""
        if self.source.needs_help_first:
            return []
        return [self._line(plan) for plan in self.source.lines]

    def _line(self, plan: PlanLine) -> Line:
        text = self.texts.intervention(plan.intervention)
        offer = plan.offered or self.source.entry(plan.intervention)
        return Line(plan, offer, text.plain_name, text.kind, self.texts.words(plan.intervention))

    @property
    def most_reasons(self) -> int:
        """How many reasons an item shows: a long plan has room for one each."""
        return 2 if len(self.lines) <= SHORT_PLAN else 1

    @property
    def taken(self) -> list[Line]:
        """The lines that are swallowed."""
        return [line for line in self.lines if line.kind != LIFESTYLE]

    @property
    def date(self) -> str:
        """The day of the handout in words."""
        return self.phrases.date(self.source.day, self.source.jurisdiction)

    def head(self) -> Section:
        """Who it is from and for, and the banners."""
        source, say = self.source, self.phrases.say
        sender = source.sender
        return {
            "title": say("title.help_first" if source.needs_help_first else "title.plan"),
            "document_title": self._document_title(),
            "sender": {
                "name": sender.name,
                "address": sender.address.splitlines(),
                "contact": [one for one in (sender.telephone, sender.email) if one],
            },
            "patient_name": source.patient_name,
            "date": self.date,
            "running": " · ".join(one for one in (sender.name, source.patient_name, self.date) if one),
            "draft": self._draft(),
            "unreviewed": "" if self.texts.is_reviewed else say("banner.unreviewed"),
            "help_first": say("about.help_first") if source.needs_help_first else "",
            "first_title": say("labels.now" if source.needs_help_first else "labels.first"),
            "first": [one["patient_action"] for one in source.outcome["referrals"] if one.get("patient_action")],
            "note": source.note.strip(),
        }

    def _draft(self) -> list[str]:
        if self.source.signed_by:
            return []
        means = [] if self.source.needs_help_first else [self.phrases.say("banner.draft_means")]
        return [self.phrases.say("banner.draft"), *means]

    def _document_title(self) -> str:
        if self.source.patient_name:
            return self.phrases.say("title.plan_for", name=self.source.patient_name, date=self.date)
        return self.phrases.say("title.plan_dated", date=self.date)

    def plan(self) -> Section:
        """What to take and do, and what to look out for."""
        return {
            "day": self._day(),
            "apart": list(_unique(self._apart())),
            "together": self._together(),
            "stop": self._stop(),
            "emergency": self.phrases.section(f"emergency.{self.source.jurisdiction}"),
            "items": [self._item(line) for line in self.taken],
            "steps": [self._steps(line) for line in self.lines if line.kind == LIFESTYLE],
            "certainty_key": self._certainty_key(),
            "again": self._again(),
            "left_out": self._left_out(),
        }

    def _day(self) -> Section:
        say = self.phrases.say
        slots = [{"code": slot, "name": say(f"slots.{slot}")} for slot in SLOTS]
        rows = [self._day_row(line) for line in self.taken if line.plan.amount is not None]
        notes = [say("day.label")] if rows else []
        if len(rows) > 1:
            notes.append(say("day.one_at_a_time"))
        return {"slots": slots, "rows": rows, "notes": notes}

    def _day_row(self, line: Line) -> Section:
        share = per_slot(line.plan.amount or 0, line.slots)
        amount = amount_in_words(share, line.dose["unit"], self.phrases)
        food = self.phrases.say("food.with") if line.dose.get("with_food") else ""
        cells = [{"amount": amount, "food": food} if slot in line.slots else None for slot in SLOTS]
        return {"name": line.name, "start": self._start(line), "cells": cells}

    def _start(self, line: Line) -> str:
        if not starts_lower(line.plan.amount or 0, line.dose):
            return ""
        return self.phrases.say("day.start", start=amount_in_words(line.dose["start"], line.dose["unit"], self.phrases))

    def _apart(self) -> Iterator[Section]:
        for line in self.lines:
            for alert in line.alerts:
                if alert["action"] == "separate":
                    yield self._apart_row(line.name, alert)

    def _apart_row(self, item: str, alert: Mapping[str, Any]) -> Section:
        other = self.texts.name_of(alert["cause"])
        pair = self.phrases.say("apart.pair", item=item, other=other) if other else item
        return {"pair": pair, "hours": self._hours(item, other, alert), "text": alert.get("patient_message", "")}

    def _hours(self, item: str, other: str, alert: Mapping[str, Any]) -> str:
        apart = alert.get("hours_apart") or {}
        before, after = apart.get("before"), apart.get("after")
        hours = {key: self.phrases.count("time.hours", n) for key, n in apart.items() if n}
        say = self.phrases.say
        if before and after and before == after:
            return say("apart.both", hours=hours["before"])
        if before and after:
            return say("apart.either", item=item, other=other, **hours)
        if before:
            return say("apart.before", item=item, other=other, hours=hours["before"])
        return say("apart.after", item=item, other=other, hours=hours["after"]) if after else ""

    def _together(self) -> list[Section]:
        """What holds for several items at once; what holds for the same ones stands together."""
        texts: dict[str, list[str]] = {}
        for one in self.source.stack:
            if one.get("patient_message") and self.lines:
                texts.setdefault(self._names(one["members"]), []).append(one["patient_message"])
        return [{"pair": names, "text": " ".join(messages)} for names, messages in texts.items()]

    def _names(self, codes: Sequence[str]) -> str:
        return self.phrases.joined([self.texts.intervention(code).plain_name for code in codes])

    def _stop(self) -> list[Section]:
        """The signs of each item."""
        return [
            {"item": line.name, "text": " ".join(_sentence(sign) for sign in line.words.stop_if)}
            for line in self.lines
            if line.words.stop_if
        ]

    def _item(self, line: Line) -> Section:
        return {
            "name": line.name,
            "what": line.words.what,
            "research_only": line.offer.get("tier") == "research_only",
            "why": self._why(line),
            "product": _sentence(line.dose.get("form_label") or ""),
            "how": self._how(line),
            "watch": self._watch(line),
            "storage": line.words.storage,
            "other": line.words.other,
        }

    def _how(self, line: Line) -> list[str]:
        doses = []
        if line.plan.amount is not None:
            doses = dose_sentences(line.plan.amount, line.slots, line.dose, self.phrases)
        return [one for one in (*doses, line.words.how) if one]

    def _why(self, line: Line) -> list[Section]:
        return [
            {
                "text": line.why(one),
                "certainty": one["certainty"],
                "word": self.phrases.say(f"certainty.{one['certainty']}"),
            }
            for one in line.reasons(self.most_reasons)
        ]

    def _watch(self, line: Line) -> list[str]:
        """What the release says of everyone, then what this person's answers add."""
        messages = [self._message(one) for one in line.alerts if one["action"] != "separate"]
        return list(dict.fromkeys([*line.words.watch_for, *(one for one in messages if one)]))

    def _message(self, alert: Mapping[str, Any]) -> str:
        """What an alert tells the patient. Signing overrides advice to avoid; the page must not contradict itself."""
        if alert["action"] != "avoid" or not self.source.signed_by:
            return str(alert.get("patient_message") or "")
        other = self.texts.name_of(alert["cause"])
        return self.phrases.say("chosen.with", other=other) if other else self.phrases.say("chosen.anyway")

    def _steps(self, line: Line) -> Section:
        return {
            "name": line.name,
            "what": line.words.what,
            "why": self._why(line),
            "steps": list(line.words.steps),
            "watch": self._watch(line),
        }

    def _certainty_key(self) -> list[Section]:
        """The certainty words that this handout uses, explained once."""
        used = {one["certainty"] for line in self.lines for one in line.reasons(self.most_reasons)}
        say = self.phrases.say
        return [
            {"certainty": code, "word": say(f"certainty.{code}"), "means": say(f"certainty_means.{code}")}
            for code in self.phrases.section("certainty")
            if code in used
        ]

    def _again(self) -> list[str]:
        """When each item is looked at again, soonest first."""
        by_weeks: dict[float, list[str]] = {}
        for line in self.lines:
            if line.dose.get("reassess_weeks"):
                by_weeks.setdefault(line.dose["reassess_weeks"], []).append(line.name)
        sentences = [
            self.phrases.say(
                "again.after",
                weeks=self.phrases.count("time.weeks", weeks),
                date=self._after(weeks),
                items=self.phrases.joined(names),
            )
            for weeks, names in sorted(by_weeks.items())
        ]
        return [*sentences, self.phrases.say("again.bring")] if self.lines else []

    def _after(self, weeks: float) -> str:
        day = self.source.day + timedelta(weeks=float(weeks))
        return self.phrases.day_of_year(day, self.source.jurisdiction)

    def _left_out(self) -> list[str]:
        withheld = {one["intervention"] for one in self.source.outcome["withheld"]}
        return [
            self.phrases.say(
                f"left_out.{'withheld' if code in withheld else 'chosen'}",
                item=self.texts.intervention(code).plain_name,
            )
            for code in self.source.left_out
        ]

    def foot(self, template_version: str) -> Section:
        """Where it comes from and whether it still holds."""
        source, say = self.source, self.phrases.say
        made_with = say(
            "about.made_with",
            release=self.texts.rulebook.code,
            sha=self.texts.rulebook.sha256[:8],
            version=template_version,
        )
        status = {"text": say("about.qr"), "alt": say("about.qr_alt"), "url": source.status_url}
        return {
            "advice": "" if source.needs_help_first else say("about.advice"),
            "signed": say("about.signed", name=source.signed_by, date=self.date) if source.signed_by else "",
            "references": self._references(),
            "made_with": made_with,
            "status": status if source.status_url else None,
        }

    def _references(self) -> list[Section]:
        """Every study that a reason on this handout rests on, once, in order of use."""
        ids = dict.fromkeys(
            ref for line in self.lines for one in line.reasons(self.most_reasons) for ref in one["references"]
        )
        found = [self.texts.reference(ref) for ref in ids]
        return [cited(one) for one in found]


def _unique(rows: Iterator[Section]) -> Iterator[Section]:
    """Each row once, in the order of the first."""
    seen: list[Section] = []
    for row in rows:
        if row not in seen:
            seen.append(row)
            yield row


def _sentence(text: str) -> str:
    """The text with a full stop at its end."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
