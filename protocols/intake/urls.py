"""Addresses of the intake room: the patients, then their intakes."""

from django.urls import path

from protocols.intake import intake_views, patient_views

app_name = "intake"

patient_urls = [
    path("", patient_views.patients, name="patients"),
    path("patients/new/", patient_views.new_patient, name="new_patient"),
    path("patients/<uuid:public_id>/edit/", patient_views.edit_patient, name="edit_patient"),
    path("patients/<uuid:public_id>/archive/", patient_views.archive_patient, name="archive_patient"),
    path("patients/<uuid:public_id>/restore/", patient_views.restore_patient, name="restore_patient"),
]

intake_urls = [
    path("patients/<uuid:public_id>/intakes/", intake_views.start_intake, name="start"),
    path("intakes/<uuid:public_id>/", intake_views.intake, name="intake"),
    path("intakes/<uuid:public_id>/save/", intake_views.save, name="save"),
    path("intakes/<uuid:public_id>/copy/", intake_views.copy_intake, name="copy"),
    path("intakes/search/<slug:name>/", intake_views.search, name="search"),
]

urlpatterns = [*patient_urls, *intake_urls]
