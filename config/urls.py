"""Every address of the site, one include a room."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("protocols.intake.urls")),
    path("", include("protocols.recommendations.urls")),
    path("", include("protocols.review.urls")),
    path("", include("protocols.handouts.urls")),
    path("api/v1/", include("config.api_urls")),
]
