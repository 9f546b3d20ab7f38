"""Every address of the API, version 1, its description and its documentation page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

from protocols.recommendations import api

description = SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated])
documentation = SpectacularSwaggerSplitView.as_view(url_name="openapi", title="Axis API")

urlpatterns = [
    path("evaluate", api.EvaluateView.as_view(), name="evaluate"),
    path("schemas/intake.json", api.IntakeSchemaView.as_view(), name="intake_schema"),
    path("schemas/outcome.json", api.OutcomeSchemaView.as_view(), name="outcome_schema"),
    path("", include("protocols.handouts.api_urls")),
    path("", include("protocols.handouts.api_urls")),
    path("openapi.json", description, name="openapi"),
    path("docs/", login_required(documentation), name="api_docs"),
]
