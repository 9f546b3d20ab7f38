"""Puts the practice that a person is working in on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.queries import current_practice


class CurrentPracticeMiddleware:
    """Sets `request.practice` to the person's current `Practice`, or None when they have none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.practice = current_practice(request.user)
        return self.get_response(request)
