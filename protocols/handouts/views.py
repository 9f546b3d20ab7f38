"""Pages of the handouts room: ask for one, watch it being made, download it, and the public page behind its code."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HTMX_STOP_POLLING

from accounts.http import PracticeRequest
from protocols.handouts import services
from protocols.handouts.content import ContentRefused
from protocols.handouts.forms import RequestForm
from protocols.handouts.models import Handout, HandoutStatus
from protocols.handouts.phrases import LanguageMissing
from protocols.handouts.queries import handouts_visible_to, standing_of, waiting_before
from protocols.handouts.responses import pdf_response
from protocols.review.queries import protocols_visible_to

REFUSALS = (services.HandoutRefused, ContentRefused, LanguageMissing)
FINISHED = (HandoutStatus.READY, HandoutStatus.FAILED)


def _handout(request: PracticeRequest, public_id: UUID) -> Handout:
    return get_object_or_404(handouts_visible_to(request.practice), public_id=public_id)


@require_POST
def request_handout(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Ask for the handout of a signed protocol, or find the one that was asked for before."""
    protocol = get_object_or_404(protocols_visible_to(request.practice), public_id=public_id)
    form = RequestForm(request.POST)
    try:
        if not form.is_valid():
            raise services.HandoutRefused("Choose the paper and the print size from the list.")
        handout = services.request_handout(protocol=protocol, user=request.user, **form.chosen())
    except REFUSALS as error:
        messages.error(request, str(error))
        return redirect("review:protocol", protocol.public_id)
    return redirect("handouts:handout", handout.public_id)


@require_GET
@never_cache
def handout(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """How far the handout is, what it says, and the other forms it can be had in."""
    found = _handout(request, public_id)
    initial = {"paper_size": found.paper_size, "print_size": found.print_size, "shows_left_out": found.shows_left_out}
    context = _progress(found) | {
        "protocol": found.protocol,
        "patient": found.protocol.evaluation.intake.patient,
        "slots": _slots(found.content),
        "others": handouts_visible_to(request.practice).filter(protocol=found.protocol).exclude(pk=found.pk),
        "form": RequestForm(initial=initial),
    }
    return render(request, "handouts/handout.html", context)


@require_GET
@never_cache
def progress(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes. Nothing when nothing changed; stops the polling at the end."""
    found = _handout(request, public_id)
    context = _progress(found)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    status = HTMX_STOP_POLLING if context["is_finished"] else 200
    return render(request, "handouts/progress.html", context, status=status)


def _progress(handout: Handout) -> dict[str, Any]:
    ahead = waiting_before(handout) if handout.status == HandoutStatus.QUEUED else 0
    seconds = None
    if handout.started_at and handout.finished_at:
        seconds = (handout.finished_at - handout.started_at).total_seconds()
    return {
        "handout": handout,
        "ahead": ahead,
        "seconds": seconds,
        "is_finished": handout.status in FINISHED,
        "seen": f"{handout.status}-{handout.attempts}-{ahead}",
    }


def _slots(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The day of the handout, slot by slot, for `components/day.html`."""
    day = content["day"]
    return [
        {
            "code": slot["code"],
            "label": slot["name"],
            "lines": [
                {"name": row["name"], "amount": row["cells"][index]["amount"]}
                for row in day["rows"]
                if row["cells"][index]
            ],
        }
        for index, slot in enumerate(day["slots"])
    ]


@require_POST
def retry(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """Try a failed handout again."""
    found = _handout(request, public_id)
    services.retry(handout=found)
    return redirect("handouts:handout", found.public_id)


@require_GET
def download(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """The PDF; the page of the handout while there is none."""
    found = _handout(request, public_id)
    data = services.open_pdf(handout=found)
    if data is None:
        return redirect("handouts:handout", found.public_id)
    return pdf_response(data)


@require_GET
@login_not_required
@never_cache
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page behind the printed code: whether the plan still holds, and nothing about the patient."""
    standing = standing_of(public_id)
    code = 404 if standing == "unknown" else 200
    return render(request, "handouts/status.html", {"standing": standing}, status=code)
