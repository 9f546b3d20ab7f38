"""Addresses of handouts in the API."""

from django.urls import path

from protocols.handouts import api

urlpatterns = [
    path("handouts", api.HandoutsView.as_view(), name="handouts"),
    path("handouts/<uuid:public_id>", api.HandoutView.as_view(), name="handout"),
    path("handouts/<uuid:public_id>/pdf", api.HandoutPdfView.as_view(), name="handout_pdf"),
]
