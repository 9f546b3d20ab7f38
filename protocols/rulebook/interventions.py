"""Reading interventions.toml: what each intervention is, contains, needs watching for, and says to patients."""

from typing import Any

from protocols.rulebook.catalogue import InterventionText, Monitoring, PatientText, Statement
from protocols.rulebook.codes import Codes
from protocols.rulebook.errors import Problems
from protocols.rulebook.toml_fields import Fields

FILE = "interventions.toml"
KINDS = ("supplement", "herb", "live_probiotic", "postbiotic", "lifestyle")


def read_interventions(document: dict[str, Any], codes: Codes, problems: Problems) -> dict[str, InterventionText]:
    """Every intervention by code."""
    root = Fields(document, FILE, "", problems)
    return {code: _intervention(code, root.table(code), codes) for code in document}


def _intervention(code: str, fields: Fields, codes: Codes) -> InterventionText:
    nutrients = fields.table("nutrients").numbers_by_code("nutrients", codes)
    patient = fields.table("patient", required=True)
    found = InterventionText(
        code=code,
        name=fields.text("name"),
        plain_name=fields.text("plain_name"),
        kind=fields.choice("kind", KINDS),
        summary=fields.text("summary"),
        nutrients=nutrients,
        components=fields.codes("components", "interventions", codes),
        monitoring=tuple(_monitoring(one, codes) for one in fields.tables("monitoring")),
        stop_rules=tuple(_statement(one, codes) for one in fields.tables("stop_rules")),
        adverse=tuple(_statement(one, codes) for one in fields.tables("adverse")),
        patient={language: _patient(patient.table(language, required=True), codes) for language in patient.values},
    )
    if "en" not in found.patient:
        patient.fail("en", "is missing")
    for nutrient, amount in nutrients.items():
        if not amount:
            fields.fail(f"nutrients.{nutrient}", "must be more than zero")
    fields.close()
    return found


def _monitoring(fields: Fields, codes: Codes) -> Monitoring:
    found = Monitoring(
        fields.text("test"), fields.text("when"), fields.mark(), fields.codes("sources", "citations", codes)
    )
    fields.close()
    return found


def _statement(fields: Fields, codes: Codes) -> Statement:
    found = Statement(fields.text("text"), fields.mark(), fields.codes("sources", "citations", codes))
    fields.close()
    return found


def _patient(fields: Fields, codes: Codes) -> PatientText:
    why = fields.table("why", required=True)
    found = PatientText(
        what=fields.text("what"),
        how=fields.text("how"),
        watch_for=fields.texts("watch_for"),
        stop_if=fields.texts("stop_if"),
        steps=fields.texts("steps"),
        storage=fields.text("storage", required=False),
        other=fields.text("other", required=False),
        why_otherwise=why.text("any", required=False),
        why=why.texts_by_code("outcomes", codes),
    )
    fields.close()
    return found
