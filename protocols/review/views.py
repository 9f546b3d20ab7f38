"""Pages of review. Each change is one POST that ends in the page itself, so everything works without scripts."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import PracticeRequest
from protocols.recommendations.presentation import Plan
from protocols.recommendations.queries import evaluations_visible_to, stale_because
from protocols.recommendations.views import result_context
from protocols.review import services
from protocols.review.errors import ReviewError
from protocols.review.forms import DecisionForm, NoteForm, SignForm
from protocols.review.models import Protocol
from protocols.review.presentation import at_chosen_doses, review_lines
from protocols.review.queries import blockers, lines_of, plan_of, protocols_visible_to


def _protocol(request: PracticeRequest, public_id: UUID) -> Protocol:
    return get_object_or_404(protocols_visible_to(request.practice), public_id=public_id)


def _page(request: PracticeRequest, protocol: Protocol, status: int = 200, **more: Any) -> HttpResponse:
    """The review page, with whatever form or problem belongs on it."""
    all_lines = lines_of(protocol)
    plan = plan_of(protocol, all_lines)
    context = result_context(protocol.evaluation)
    context["result"] = at_chosen_doses(context["result"], all_lines)
    review = review_lines(protocol, all_lines, context["result"].names, more.pop("bound", {}))
    context |= {
        "protocol": protocol,
        "review": review,
        "plan": Plan(plan, context["result"].names),
        "blockers": blockers(protocol, all_lines, plan),
        "stale": stale_because(protocol.evaluation, today=timezone.localdate()),
        "accepted_names": [line.name for line in review.values() if line.is_accepted],
        "note_form": NoteForm(initial={"note": protocol.note, "referral_arranged": protocol.referral_arranged}),
    }
    return render(request, "review/protocol.html", context | more, status=status)


def _back(protocol: Protocol, anchor: str = "") -> HttpResponse:
    return redirect(reverse("review:protocol", args=[protocol.public_id]) + (f"#{anchor}" if anchor else ""))


@require_POST
def start(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Begin, or continue, the review of an evaluation."""
    evaluation = get_object_or_404(evaluations_visible_to(request.practice), public_id=public_id)
    try:
        return _back(services.start_review(evaluation=evaluation, user=request.user))
    except ReviewError:
        return redirect("recommendations:result", evaluation.public_id)


@require_GET
@never_cache
def protocol(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """The review under way, or the signed protocol."""
    return _page(request, _protocol(request, public_id))


@require_POST
def decide(request: PracticeRequest, public_id: UUID, intervention: str) -> HttpResponse:
    """Accept, change, leave out or reopen one line."""
    found = _protocol(request, public_id)
    if not found.items.filter(intervention=intervention).exists():
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide(protocol=found, intervention=intervention, **form.decided())
            return _back(found, f"line-{intervention}")
        except ReviewError as error:
            form.add_error(error.field or None, error.message)
            found.refresh_from_db()
    return _page(request, found, status=422, bound={intervention: form}, problem=" ".join(_messages(form)))


def _messages(form: DecisionForm) -> list[str]:
    return [str(message) for messages in form.errors.values() for message in messages]


@require_POST
def annotate(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Keep the note for the patient and the confirmation of the referral."""
    found = _protocol(request, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, note_form=form, problem="The note is too long.")
    try:
        services.annotate(protocol=found, **form.cleaned_data)
    except ReviewError as error:
        return _page(request, found, status=409, problem=error.message)
    return _back(found, "note-title")


@require_POST
def sign(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Freeze the protocol."""
    found = _protocol(request, public_id)
    form = SignForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        services.sign(protocol=found, version=version, user=request.user)
    except ReviewError as error:
        found.refresh_from_db()
        return _page(request, found, status=409, problem=error.message)
    return _back(found)


@require_POST
def correct(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Begin a correction of a signed protocol; the signed one stays as it is until the new one is signed."""
    found = _protocol(request, public_id)
    return _back(services.start_review(evaluation=found.evaluation, user=request.user))
