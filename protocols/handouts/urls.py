"""Addresses of the handouts room."""

from django.urls import path

from protocols.handouts import views_patient

app_name = "handouts"
urlpatterns = [
    path("patients/<uuid:public_id>/", views_patient.patient, name="patient"),
]
