"""Addresses of results."""

from django.urls import path

from protocols.recommendations import views

app_name = "recommendations"
urlpatterns = [
    path("evaluations/<uuid:public_id>/", views.result, name="result"),
]
