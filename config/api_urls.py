"""Every address of the API, version 1, its description and its documentation page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

from protocols.recommendations import api

ABOUT = {
    "TITLE": "Axis API",
    "DESCRIPTION": (
        "Intake documents in, graded and safety-checked options out. Requests carry the session of a signed-in person; "
        "one that changes something also needs the header `X-CSRFToken` with the value of the cookie `csrftoken`. "
        "Every refusal is a problem document (RFC 9457) that lists the path of everything that is wrong."
    ),
}
description = SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated], custom_settings=ABOUT)
documentation = SpectacularSwaggerSplitView.as_view(url_name="openapi", template_name="api_docs.html")

urlpatterns = [
    path("evaluate", api.EvaluateView.as_view(), name="evaluate"),
    path("schemas/intake.json", api.IntakeSchemaView.as_view(), name="intake_schema"),
    path("schemas/outcome.json", api.OutcomeSchemaView.as_view(), name="outcome_schema"),
    path("", include("protocols.handouts.api_urls")),
    path("", include("protocols.handouts.api_urls")),
    path("openapi.json", description, name="openapi"),
    path("docs/", login_required(documentation), name="api_docs"),
]
