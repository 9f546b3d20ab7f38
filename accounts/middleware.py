"""Puts the practice that a person is working in on the request, and its clock on the page."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import PracticeRequest
from accounts.queries import current_practice


def practice_not_required(view: Callable) -> Callable:
    """Marks a view that also serves a signed-in person who belongs to no practice."""
    view.practice_required = False  # type: ignore[attr-defined]
    return view


class CurrentPracticeMiddleware:
    """Sets `request.practice` to the person's current `Practice`, or None when they have none.

    A signed-in person without a practice gets a page that says so, instead of any view that needs one.
    """

    def __init__(self, get_response: Callable[[PracticeRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PracticeRequest) -> HttpResponse:
        # None reaches only the views that are marked as fit for it.
        request.practice = current_practice(request.user)  # type: ignore[assignment]
        with timezone.override(request.practice.time_zone if request.practice else None):
            return self.get_response(request)

    def process_view(self, request: PracticeRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        needs_practice = getattr(view, "login_required", True) and getattr(view, "practice_required", True)
        if request.practice or not needs_practice or not request.user.is_authenticated:
            return None
        if not request.accepts("text/html"):
            return JsonResponse({"detail": "This account does not belong to a practice."}, status=403)
        return render(request, "accounts/no_practice.html", status=403)
