"""The intake page: start, fill in, save as you go, copy. Submitting is in the recommendations room, which evaluates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PracticeRequest
from protocols.intake import intake_services
from protocols.intake.answers import LISTS, Answers, lines, posted_answers
from protocols.intake.document import problems_of
from protocols.intake.intake_forms import IntakeForm
from protocols.intake.intake_queries import intake_or_404
from protocols.intake.intake_services import IntakeFrozen, StaleAnswers
from protocols.intake.material import material_in_force
from protocols.intake.merge import Difference, chosen_changes, differences
from protocols.intake.models import Intake, IntakeStatus
from protocols.intake.patient_queries import patient_or_404
from protocols.intake.supplement_fields import supplement_answers
from protocols.intake.vocabulary_lists import VocabularyLists
from protocols.intake.vocabulary_search import SIMILAR, Match

MOST_LETTERS = 80


@require_POST
def start_intake(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """A new draft for a patient; leads to its page."""
    patient = patient_or_404(request.practice, public_id)
    intake = intake_services.start_intake(patient=patient, user=request.user)
    return redirect("intake:intake", intake.public_id)


@require_POST
def copy_intake(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """A new draft with the answers of this intake; leads to its page."""
    copy = intake_services.copy_intake(intake=intake_or_404(request.practice, public_id), user=request.user)
    messages.success(request, "Copied. Symptoms and scales are those of the earlier intake: ask them again.")
    return redirect("intake:intake", copy.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: PracticeRequest, public_id: UUID) -> HttpResponse:
    """The page of one intake: the form of a draft, the answers of a submitted one.

    A POST keeps the whole form, which is how it is saved without a script. `?check=1` shows what is still wrong.
    """
    found = intake_or_404(request.practice, public_id)
    if request.method == "POST":
        return save_posted(request, found) or _saved(request, found)
    if found.status != IntakeStatus.DRAFT:
        form = IntakeForm(material_in_force(), found.answers)
        return render(request, "intake/intake_submitted.html", {"intake": found, "form": form})
    return _page(request, found, found.answers, check="check" in request.GET)


def _saved(request: PracticeRequest, found: Intake) -> HttpResponse:
    """Back to the form, with the common product whose button was pressed."""
    if product := request.POST.get("add_product", ""):
        added = supplement_answers(found.answers, product, material_in_force().lists)
        intake_services.save_answers(intake=found, changes=added, version=found.version)
    else:
        messages.success(request, "Saved.")
    anchor = "#section-supplements" if product else ""
    return redirect(reverse("intake:intake", args=[found.public_id]) + anchor)


def save_posted(request: PracticeRequest, found: Intake) -> HttpResponse | None:
    """Keeps the posted form on the intake. Returns a page instead when that is not possible: the choice between two
    answers (409) where somebody else saved other ones, or the frozen intake."""
    changes = chosen_changes(request.POST, posted_answers(request.POST, material_in_force().lists.code_of))
    try:
        saved = intake_services.save_answers(intake=found, changes=changes, version=_version(request))
    except StaleAnswers as stale:
        theirs = stale.intake.answers
        differing = differences(theirs, changes, material_in_force())
        return _page(request, stale.intake, {**theirs, **changes}, differing=differing, status=409)
    except IntakeFrozen:
        messages.warning(request, "This intake has been submitted. Copy it to change an answer.")
        return redirect("intake:intake", found.public_id)
    found.answers, found.version = saved.answers, saved.version
    return None


@require_POST
def save(request: PracticeRequest, public_id: UUID) -> JsonResponse:
    """Keeps the changed fields of a form that saves as you go.

    Answers 200 with the new version and the problems there are now, or 409 with the answers as they are: somebody
    else saved first, or the intake is submitted.
    """
    found = intake_or_404(request.practice, public_id)
    material = material_in_force()
    changes = posted_answers(request.POST, material.lists.code_of)
    try:
        saved = intake_services.save_answers(intake=found, changes=changes, version=_version(request))
    except StaleAnswers as stale:
        return JsonResponse(_kept(stale.intake), status=409)
    except IntakeFrozen:
        return JsonResponse({"frozen": reverse("intake:intake", args=[public_id])}, status=409)
    return JsonResponse({**_kept(saved), "problems": problems_of(saved.answers, material.lists)})


def _kept(found: Intake) -> dict[str, Any]:
    """What is kept now: version, answers, and the entries of the lists in words."""
    return {"version": found.version, "answers": found.answers, "entries": _entries(found.answers)}


@require_POST
def search(request: PracticeRequest, name: str) -> JsonResponse:
    """What a typed name may mean, best first. The words are posted: what a patient takes belongs in no address."""
    lists = material_in_force().lists
    if name not in lists.search:
        raise Http404
    matches = lists.search[name].search(request.POST.get("q", "")[:MOST_LETTERS])
    return JsonResponse({"results": [_result(name, match) for match in matches]})


def _result(name: str, match: Match) -> dict[str, Any]:
    """A search result as the script shows it. `value` is what the answer keeps; `contents`, of a supplement, are the
    daily amounts to fill in."""
    lists = material_in_force().lists
    result: dict[str, Any] = {"value": match.name.value, "label": match.name.label, "hint": match.name.hint}
    result["note"] = "similar spelling" if match.quality == SIMILAR else ""
    if name == "supplements":
        return result | {"value": match.name.label, "contents": lists.contents(match.entry.code)}
    return result | {"chip_hint": lists.describe(name, match.name.value)[1]}


def _entries(answers: Answers) -> dict[str, list[dict[str, Any]]]:
    """The entries of every list answer as the script shows them."""
    lists = material_in_force().lists
    return {name: [_entry(lists, name, line) for line in lines(answers.get(name, ""))] for name in LISTS}


def _entry(lists: VocabularyLists, name: str, line: str) -> dict[str, Any]:
    label, hint, known = lists.describe(name, line)
    return {"value": line, "label": label, "chip_hint": hint, "known": known}


def _version(request: PracticeRequest) -> int:
    """The version that the form was filled in on; 0, which is always stale, when it does not say."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _page(
    request: PracticeRequest,
    found: Intake,
    answers: Answers,
    *,
    check: bool = False,
    differing: Sequence[Difference] = (),
    status: int = 200,
) -> HttpResponse:
    """The form with these answers. With `check`, everything that is wrong is said; otherwise only what was typed."""
    material = material_in_force()
    problems = problems_of(answers, material.lists)
    shown = problems if check else {name: text for name, text in problems.items() if answers.get(name)}
    context = {
        "intake": found,
        "form": IntakeForm(material, answers, shown),
        "material": material,
        "check": check and bool(problems),
        "differing": differing,
    }
    return render(request, "intake/intake.html", context, status=status)
