"""Addresses of review."""

from django.urls import path

from protocols.review import views

app_name = "review"
urlpatterns = [
    path("evaluations/<uuid:public_id>/review/", views.start, name="start"),
    path("protocols/<uuid:public_id>/", views.protocol, name="protocol"),
    path("protocols/<uuid:public_id>/lines/<slug:intervention>/", views.decide, name="decide"),
    path("protocols/<uuid:public_id>/note/", views.annotate, name="annotate"),
    path("protocols/<uuid:public_id>/signature/", views.sign, name="sign"),
    path("protocols/<uuid:public_id>/correction/", views.correct, name="correct"),
]
