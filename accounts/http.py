"""The request as views see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import Practice, User


class PracticeRequest(HttpRequest):
    """For annotations: a signed-in person in their practice. The middleware lets nobody else reach such a view."""

    user: User
    practice: Practice
    htmx: HtmxDetails
