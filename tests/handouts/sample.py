"""An invented release in the patient's words and outcomes built on it, for trying handouts without a rulebook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from protocols.handouts.source import PlanLine, Sender, Source
from protocols.handouts.texts import LIFESTYLE, ReleaseTexts
from protocols.rulebook.catalogue import About, Catalogue, InterventionText, PatientText, Reference
from protocols.vocabulary.vocabulary import Medication, Substance

HARBOUR = Sender(
    "Harbour Practice", "12 Quay Street\nPortland, ME 04101", "(207) 555-0142", "desk@harbour-practice.example"
)


def item(*, name: str, kind: str, **words: Any) -> InterventionText:
    """An intervention with the patient's words in English."""
    return InterventionText(
        code=name, name=name, plain_name=name, kind=kind, summary="", patient={"en": PatientText(**{"how": ""} | words)}
    )


ITEMS = {
    "magnesium": item(
        name="Magnesium",
        kind="supplement",
        what="A mineral in nuts, seeds and green leaves. Nerves and muscles need it.",
        how="Swallow it with a glass of water.",
        watch_for=("Loose stools. If so, take half.",),
        stop_if=("You feel very weak or faint, or your heart beats slowly.",),
        why={
            "poor_sleep": "It may help you fall asleep a little sooner.",
            "anxiety": "Some people with stress felt calmer.",
        },
    ),
    "lemon_balm": item(
        name="Lemon balm",
        kind="herb",
        what="A mild herb from the mint family.",
        how="Do not drive until you know how it affects you.",
        watch_for=("You feel sleepy in the day.",),
        stop_if=("You get a rash, or your lips or face swell.",),
        why={"anxiety": "It may ease worry for a few hours."},
    ),
    "ashwagandha": item(
        name="Ashwagandha",
        kind="herb",
        what="A root used in Indian medicine.",
        how="Buy a product with a tested root extract.",
        watch_for=("An upset stomach.", "You feel too sleepy."),
        stop_if=(
            "Your skin or eyes turn yellow, your urine turns dark, or you itch all over.",
            "You get a rash, or your lips or face swell.",
        ),
        why={
            "perceived_stress": "It may lower the stress you feel.",
            "poor_sleep": "It may make your sleep a little better.",
        },
    ),
    "vitamin_b6": item(
        name="Vitamin B6",
        kind="supplement",
        what="A vitamin that helps the body make calming signals.",
        how="Check that no other product you take has B6.",
        watch_for=("Tingling in hands or feet.",),
        stop_if=("Your hands or feet tingle or go numb.",),
        why={"anxiety": "High amounts eased worry in one study. Your amount is lower."},
    ),
    "psychobiotic_r0052": item(
        name="Friendly bacteria (R0052 and R0175)",
        kind="live_probiotic",
        what="Live bacteria that settle in the gut for a while.",
        how="Take it with a meal. Keep the box in the fridge if the label says so.",
        watch_for=("A little gas in the first week is normal.",),
        stop_if=("You get a fever or chills.",),
        why={"low_mood": "It may lift low mood a little."},
        storage="In the fridge, closed.",
    ),
    "folate": item(
        name="Folate",
        kind="supplement",
        what="A B vitamin from leafy greens and beans.",
        watch_for=("Your stomach feels upset.",),
        stop_if=("You get a rash, or your lips or face swell.",),
        why={"low_mood": "It may help when your level is low."},
    ),
    "nicotinamide": item(
        name="Vitamin B3 (nicotinamide)",
        kind="supplement",
        what="A form of vitamin B3 that cells use to make energy.",
        watch_for=("Nausea.",),
        stop_if=("Your skin or eyes turn yellow, your urine turns dark, or you itch all over.",),
        why={"social_withdrawal": "It helped mice that were timid. No one knows if it helps people."},
    ),
    "akkermansia_pasteurized": item(
        name="Akkermansia (heat-treated)",
        kind="postbiotic",
        what="Gut bacteria that were heated, so they are no longer alive.",
        stop_if=("You get a fever or chills.",),
        why={"anxiety": "It calmed stressed mice. It has not been tested in people for this."},
    ),
    "circadian_rhythm": item(
        name="A steady day and night",
        kind=LIFESTYLE,
        what="Light and regular hours set your inner clock.",
        steps=(
            "Get up at the same time every day.",
            "Go outside within an hour of getting up.",
            "Dim the lights two hours before bed.",
            "Put screens away one hour before bed.",
        ),
        why={"poor_sleep": "A steady clock helps you fall asleep."},
    ),
    "stress_management": item(
        name="Calm practice",
        kind=LIFESTYLE,
        what="Short, daily practice teaches the body to settle.",
        steps=("Breathe slowly for ten minutes a day.", "Take a walk without your phone.", "Write down three worries."),
        watch_for=("Hard memories come up. Talk to us about them.",),
        why={"perceived_stress": "Regular practice lowers the stress you feel."},
    ),
    "gut_directed_diet": item(
        name="Food for your gut",
        kind=LIFESTYLE,
        what="More plants and more fibre feed the good gut bacteria.",
        steps=("Eat two more handfuls of vegetables a day.", "Choose whole grains.", "Add beans twice a week."),
        why={"low_mood": "People who changed their food in this way felt better in two studies."},
    ),
    "magnesium_vitamin_b6": item(
        name="Magnesium with vitamin B6",
        kind="supplement",
        what="Both in one product.",
        stop_if=("Your hands or feet tingle or go numb.",),
        why={"perceived_stress": "It eased severe stress in one large study."},
    ),
}

REFERENCES = {
    f"R{n}": Reference(
        id=f"R{n}",
        kind="trial",
        citation=f"Author {chr(64 + n)}, Writer B, et al. A trial of something that was measured in {n * 12} adults. "
        f"Journal of Careful Results. 20{n + 10};{n}(2):1{n}-1{n + 9}.",
        year=f"20{n + 10}",
        doi=f"10.1000/example.{n}",
    )
    for n in range(1, 13)
}
CATALOGUE = Catalogue(
    release=About("2026.1", "An invented release", date(2026, 1, 1)),
    interventions=ITEMS,
    references=REFERENCES,
    sources={},
    symptoms={},
    outcomes={},
    mechanisms={},
    claims={},
    products={},
)
VOCABULARY = SimpleNamespace(
    medications={"levothyroxine": Medication("levothyroxine", "levothyroxine (L-thyroxine, T4)", ("thyroid",))},
    substances={"iron": Substance("iron", "Iron")},
)
RULEBOOK = SimpleNamespace(code="2026.1", sha256="ab12cd34" * 8, catalogue=CATALOGUE, vocabulary=VOCABULARY)
TEXTS = ReleaseTexts(RULEBOOK, "en")  # type: ignore[arg-type]


def reviewed() -> ReleaseTexts:
    """The same release after a licensed reviewer has signed it."""
    release = replace(CATALOGUE.release, is_reviewed=True)
    catalogue = replace(CATALOGUE, release=release)
    return ReleaseTexts(SimpleNamespace(**RULEBOOK.__dict__ | {"catalogue": catalogue}), "en")  # type: ignore[arg-type]


DOSES: dict[str, tuple[float, float, float, str, tuple[str, ...], bool | None, int]] = {
    "magnesium": (100, 200, 250, "mg", ("evening",), True, 8),
    "lemon_balm": (300, 600, 600, "mg", ("evening", "bedtime"), None, 4),
    "ashwagandha": (300, 300, 600, "mg", ("bedtime",), True, 8),
    "vitamin_b6": (5, 10, 12, "mg", ("morning",), True, 8),
    "psychobiotic_r0052": (3e9, 3e9, 3e9, "CFU", ("noon",), True, 8),
    "folate": (400, 400, 800, "ug", ("morning",), None, 12),
    "nicotinamide": (250, 500, 500, "mg", ("morning", "noon"), True, 8),
    "akkermansia_pasteurized": (3e10, 3e10, 3e10, "cells", ("morning",), None, 12),
    "magnesium_vitamin_b6": (150, 300, 300, "mg", ("morning", "noon", "evening"), True, 8),
}
CERTAINTIES = ("low", "very_low", "moderate", "low", "very_low", "low", "preclinical_only", "no_evidence", "high")
LEVOTHYROXINE = {
    "row": "MG-04",
    "severity": "moderate",
    "action": "separate",
    "cause": {"medication": "levothyroxine"},
    "message": "Binds in the gut.",
    "patient_message": "Magnesium stops your thyroid tablet from working well if you take them together.",
    "hours_apart": {"before": 4, "after": 4},
}


def offer(code: str, index: int) -> dict[str, Any]:
    """A recommendation of an outcome document."""
    text, dose = ITEMS[code], DOSES.get(code)
    numbers: dict[str, Any] = {
        "form": "capsule",
        "form_label": "capsules",
        "start": None,
        "maximum": None,
        "unit": "",
        "slots": [],
    }
    if dose:
        numbers |= {"start": dose[0], "maximum": dose[2], "unit": dose[3], "slots": list(dose[4])}
    return {
        "intervention": code,
        "rank": index + 1,
        "tier": "research_only" if code in ("nicotinamide", "akkermansia_pasteurized") else "option",
        "evidence": [
            {
                "outcome": outcome,
                "direction": "benefit",
                "certainty": CERTAINTIES[(index + n) % len(CERTAINTIES)],
                "references": [f"R{(index + n) % 12 + 1}"],
            }
            for n, outcome in enumerate(text.patient["en"].why)
        ],
        "dose": {**numbers, "with_food": dose[5] if dose else None, "reassess_weeks": dose[6] if dose else 6},
        "alerts": [LEVOTHYROXINE] if code == "magnesium" else [],
    }


def outcome(codes: Sequence[str], **changes: Any) -> dict[str, Any]:
    """An outcome document that offers these interventions in this order."""
    document = {
        "release": "2026.1",
        "release_sha256": RULEBOOK.sha256,
        "as_of": "2026-11-23",
        "status": "options",
        "referrals": [],
        "recommendations": [offer(code, index) for index, code in enumerate(codes)],
        "withheld": [],
        "plan": {"stack": []},
    }
    return document | changes


def source(codes: Sequence[str], **changes: Any) -> Source:
    """A signed plan of these interventions at their usual amounts."""
    lines = [PlanLine(code, DOSES[code][1], DOSES[code][4]) if code in DOSES else PlanLine(code) for code in codes]
    values: dict[str, Any] = {
        "outcome": outcome(codes),
        "lines": lines,
        "jurisdiction": "us",
        "day": date(2026, 11, 23),
        "sender": HARBOUR,
        "patient_name": "Maya Lindqvist",
        "signed_by": "Ana Reyes",
        "status_url": "https://axis.harbour-practice.example/h/6f0d2c0e-6f3a-4b0e-9f59-2d5f1f6a0b11/",
    }
    return Source(**(values | changes))


SIX = ("magnesium", "lemon_balm", "psychobiotic_r0052", "vitamin_b6", "circadian_rhythm", "stress_management")
TWELVE = tuple(ITEMS)
