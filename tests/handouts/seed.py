"""Fills a new database with one signed protocol and one ready handout, the pattern for the jobs of the fault tests.

python -m tests.handouts.seed
"""

import json
from datetime import date
from typing import Any

from tests.handouts import sample


def handout(**changes: Any) -> Any:
    """A handout of an invented patient's signed protocol, with frozen content and no job yet."""
    from django.utils import timezone

    from accounts.models import Practice, User
    from protocols.handouts.content import build_content
    from protocols.handouts.models import Handout
    from protocols.handouts.source import Form
    from protocols.intake.models import Intake, Patient
    from protocols.recommendations.models import Evaluation
    from protocols.review.models import Protocol, ProtocolStatus
    from protocols.rulebook.models import Release

    user = User.objects.create(username="ana")
    practice = Practice.objects.create(name="Harbour Practice")
    patient = Patient.objects.create(practice=practice, code="1", given_name="Maya", family_name="Lindqvist")
    intake = Intake.objects.create(patient=patient, created_by=user)
    release = Release.objects.create(
        code="2026.1", title="-", sha256="ab", content="{}", in_force_from=date(2026, 1, 1)
    )
    evaluation = Evaluation.objects.create(
        intake=intake,
        release=release,
        as_of=date(2026, 11, 23),
        document={},
        outcome=json.dumps(sample.outcome(sample.SIX)),
        outcome_sha256="cd",
        created_by=user,
    )
    protocol = Protocol.objects.create(
        evaluation=evaluation,
        status=ProtocolStatus.SIGNED,
        created_by=user,
        signed_by=user,
        signed_at=timezone.now(),
    )
    content = build_content(sample.source(sample.SIX), sample.TEXTS, Form())
    values = {"template_version": "1", "content": content, "requested_by": user}
    return Handout.objects.create(protocol=protocol, **values | changes)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    handout(status="ready")


if __name__ == "__main__":
    main()
