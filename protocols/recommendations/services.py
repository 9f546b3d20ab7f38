"""Running the decision over a submitted intake and keeping what came out."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from protocols.engine import canonical
from protocols.intake.intake_services import intake_document
from protocols.intake.models import Intake, IntakeStatus
from protocols.recommendations.decide import decide
from protocols.recommendations.models import Evaluation
from protocols.rulebook.queries import published_release, rulebook


class IntakeNotSubmitted(ValueError):
    """Only answers that can no longer change are evaluated."""


@transaction.atomic
def evaluate(*, intake: Intake, user: User, as_of: date | None = None, release: str | None = None) -> Evaluation:
    """Decide once and keep document, release, day and outcome for ever.

    `as_of` defaults to today, `release` to the one in force on that day. Asking again gives the newest evaluation back
    as long as it would come out the same. Raises `IntakeNotSubmitted`, `IntakeErrors` or `UnknownRelease`.
    """
    if intake.status != IntakeStatus.SUBMITTED:
        raise IntakeNotSubmitted("Submit the intake before it is evaluated.")
    day = as_of or timezone.localdate()
    chosen = rulebook(code=release, as_of=day)
    document = intake_document(intake)
    outcome = decide(document, chosen, day, default_jurisdiction=intake.patient.practice.jurisdiction)
    outcome_sha256 = canonical.sha256(outcome)
    newest = intake.evaluations.select_related("release").first()
    if newest and newest.outcome_sha256 == outcome_sha256 and newest.document == document:
        return newest
    return Evaluation.objects.create(
        intake=intake,
        release=published_release(chosen.code),
        as_of=day,
        document=document,
        outcome=canonical.dumps(outcome),
        outcome_sha256=outcome_sha256,
        created_by=user,
    )
