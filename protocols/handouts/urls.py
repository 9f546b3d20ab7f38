"""Addresses of the handouts room."""

from django.urls import path

from protocols.handouts import views, views_patient

app_name = "handouts"
urlpatterns = [
    path("patients/<uuid:public_id>/", views_patient.patient, name="patient"),
    path("protocols/<uuid:public_id>/handouts/", views.request_handout, name="request"),
    path("handouts/<uuid:public_id>/", views.handout, name="handout"),
    path("handouts/<uuid:public_id>/progress/", views.progress, name="progress"),
    path("handouts/<uuid:public_id>/retry/", views.retry, name="retry"),
    path("handouts/<uuid:public_id>/handout.pdf", views.download, name="download"),
    path("h/<uuid:public_id>/", views.status, name="status"),
]
