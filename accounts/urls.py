"""Addresses of the account pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import design, views
from accounts.middleware import practice_not_required

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", practice_not_required(LogoutView.as_view()), name="logout"),
    path("preferences/", views.set_preferences, name="preferences"),
    path("practice/", views.practice, name="practice"),
    path("practice/edit/", views.edit_practice, name="edit_practice"),
    path("design/", design.design, name="design"),
]
