"""JSON Schemas (draft 2020-12) of the two documents of the contract, generated from the data dictionary."""

from collections.abc import Mapping
from typing import Any

from protocols.vocabulary.dictionary import FactDefinition, fact_definitions, table_definitions
from protocols.vocabulary.document import LIFE_STAGES, SCALES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def _object(properties: Mapping[str, Any], *, required: tuple[str, ...] = (), **more: Any) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False, **more}
    return {**schema, "required": list(required)} if required else schema


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _choice(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values)}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
TEXTS = _list(TEXT)


def _fact(definition: FactDefinition) -> Schema:
    """One answer of the intake; null means not asked."""
    whole = definition.name == "patient.age" or definition.name.startswith("symptoms.")
    schemas = {
        "boolean": {"type": "boolean"},
        "code": _choice(definition.values),
        "number": {
            "type": "integer" if whole else "number",
            "minimum": definition.minimum,
            "maximum": definition.maximum,
        },
    }
    return {**_or_null(schemas[definition.type]), "title": definition.label}


def _facts_of(group: str) -> Schema:
    facts = {
        name.removeprefix(f"{group}."): one for name, one in fact_definitions().items() if name.startswith(f"{group}.")
    }
    return _or_null(_object({name: _fact(one) for name, one in facts.items()}))


def intake_schema() -> Schema:
    """The intake document. Codes are checked against the release in force, not here."""
    medication = {"anyOf": [TEXT, _object({"unlisted": TEXT}, required=("unlisted",))]}
    amount = _object({"amount": {"type": "number", "minimum": 0}, "unit": TEXT}, required=("amount", "unit"))
    supplement = _object(
        {"name": TEXT, "daily": _or_null({"type": "object", "additionalProperties": amount})}, required=("name",)
    )
    scales = {
        name: _or_null(
            _list(_or_null({"type": "integer", "minimum": 0, "maximum": 3}), minItems=length, maxItems=length)
        )
        for name, length in SCALES.items()
    }
    properties: Schema = {
        "patient": _facts_of("patient"),
        "jurisdiction": _fact(fact_definitions()["jurisdiction"]),
        "symptoms": _facts_of("symptoms"),
        "scales": _or_null(_object(scales)),
        "conditions": _or_null(TEXTS),
        "medications": _or_null(_list(medication)),
        "allergies": _or_null(TEXTS),
        "supplements": _or_null(_list(supplement)),
        "substances": _or_null(TEXTS),
        "lifestyle": _facts_of("lifestyle"),
        "alarm_features": _or_null(TEXTS),
    }
    description = (
        "What a practitioner learned at one visit. Absent or null: not asked. Empty list: asked, none. "
        f"The conditions {', '.join(LIFE_STAGES)} answer the questions about the patient."
    )
    return {"$schema": DRAFT, "title": "Intake", "description": description, **_object(properties)}


def _output(table: str, name: str) -> Schema:
    return _choice(table_definitions()[table].outputs[name].values)


def _evidence() -> Schema:
    return _object(
        {
            "row": TEXT,
            "outcome": TEXT,
            "direction": _output("evidence", "direction"),
            "effect": TEXT,
            "certainty": _output("evidence", "certainty"),
            "grade": _or_null(_choice(("A", "B", "C", "D", "P"))),
            "downgrades": {"type": "object", "additionalProperties": TEXT},
            "references": TEXTS,
            "support": _output("evidence", "support"),
            "mismatch": TEXT,
        },
        required=("row", "outcome", "direction", "certainty", "grade", "references", "support"),
    )


def _alert() -> Schema:
    hours = _object({"before": _or_null(NUMBER), "after": _or_null(NUMBER)}, required=("before", "after"))
    return _object(
        {
            "row": TEXT,
            "severity": _or_null(_output("safety", "severity")),
            "action": _output("safety", "action"),
            "cause": {"type": "object"},
            "message": TEXT,
            "management": TEXT,
            "monitor": TEXT,
            "patient_message": TEXT,
            "sources": TEXTS,
            "mark": TEXT,
            "hours_apart": hours,
        },
        required=("row", "severity", "action", "cause", "message"),
    )


def _dose() -> Schema:
    return _object(
        {
            "form": TEXT,
            "form_label": TEXT,
            "start": _or_null(NUMBER),
            "usual": _or_null(_list(NUMBER, minItems=2, maxItems=2)),
            "maximum": _or_null(NUMBER),
            "override_maximum": _or_null(NUMBER),
            "unit": TEXT,
            "slots": _list(_output("dosing", "slots")),
            "with_food": _or_null({"type": "boolean"}),
            "reassess_weeks": _or_null(NUMBER),
            "maximum_weeks": _or_null(NUMBER),
            "instructions": TEXT,
        },
        required=("form", "start", "usual", "maximum", "unit", "slots", "with_food", "reassess_weeks"),
    )


def _recommendation() -> Schema:
    properties = {
        "intervention": TEXT,
        "rank": WHOLE,
        "tier": _choice(("option", "research_only")),
        "score": NUMBER,
        "score_terms": _list({"type": "object"}),
        "strength": _choice(("conditional", "no_recommendation")),
        "evidence": _list(_evidence()),
        "dose": _dose(),
        "safety": _choice(("flagged", "nothing_found", "not_checked")),
        "rules_checked": WHOLE,
        "alerts": _list(_alert()),
        "rows": TEXTS,
    }
    return _object(properties, required=tuple(properties))


def plan_schema() -> Schema:
    """The checks on a whole plan."""
    total = {
        "nutrient": TEXT,
        "amount": NUMBER,
        "unit": TEXT,
        "limit": _or_null(NUMBER),
        "warn_above": _or_null(NUMBER),
        "level": _choice(("ok", "warn", "block")),
        "sources": _list({"type": "object"}),
        "row": TEXT,
    }
    stack = {
        "row": TEXT,
        "members": TEXTS,
        "severity": _output("stack", "severity"),
        "action": _output("stack", "action"),
        "cause": {"type": "object"},
        "message": TEXT,
        "patient_message": TEXT,
        "sources": TEXTS,
        "mark": TEXT,
    }
    slots = table_definitions()["dosing"].outputs["slots"].values
    schedule = {slot: _list({"type": "object"}) for slot in slots}
    properties = {
        "totals": _list(_object(total, required=tuple(total))),
        "stack": _list(_object(stack, required=tuple(stack))),
        "schedule": _object(schedule, required=slots),
    }
    return _object(properties, required=tuple(properties))


def outcome_schema() -> Schema:
    """The outcome document."""
    referral = {
        "code": TEXT,
        "urgency": _output("red_flags", "urgency"),
        "action": TEXT,
        "patient_action": TEXT,
        "cause": {"type": "object"},
        "rows": TEXTS,
    }
    mechanism = {"code": TEXT, "weight": NUMBER, "rows": TEXTS}
    withheld = {
        "intervention": TEXT,
        "reasons": _list(_alert(), minItems=1),
        "evidence": _list(_evidence()),
        "dose": _dose(),
        "alerts": _list(_alert()),
    }
    unknown = {"fact": TEXT, "holds_back": TEXTS}
    undecided = {"row": TEXT, "facts": TEXTS}
    properties: Schema = {
        "release": TEXT,
        "release_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "as_of": {"type": "string", "format": "date"},
        "engine": TEXT,
        "status": _choice(("options", "refer_first", "refer_only")),
        "referrals": _list(_object(referral, required=tuple(referral))),
        "mechanisms": _list(_object(mechanism, required=tuple(mechanism))),
        "recommendations": _list(_recommendation()),
        "withheld": _list(_object(withheld, required=tuple(withheld))),
        "unknowns": _list(_object(unknown, required=tuple(unknown))),
        "plan": plan_schema(),
        "trace": _object({"fired": TEXTS, "undecided": _list(_object(undecided, required=tuple(undecided)))}),
    }
    title = {"$schema": DRAFT, "title": "Outcome", "description": "What the decision answers to one intake."}
    return {**title, **_object(properties, required=tuple(properties))}
