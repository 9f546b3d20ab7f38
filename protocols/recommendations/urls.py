"""Addresses of results."""

from django.urls import path

from protocols.recommendations import submit_view, views

app_name = "recommendations"
urlpatterns = [
    path("intakes/<uuid:public_id>/submit/", submit_view.submit, name="submit"),
    path("evaluations/<uuid:public_id>/", views.result, name="result"),
]
