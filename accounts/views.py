"""Signing in, the practice page, preferences, and the page that shows the design system."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import preferences
from accounts.forms import PracticeForm, SignInForm
from accounts.http import PracticeRequest
from accounts.middleware import practice_not_required
from accounts.models import Role
from accounts.queries import demo_practice_exists, has_role, people_of
from accounts.services import update_practice


class SignIn(LoginView):
    """The login page. On an installation with a demo practice it says where the demo password is."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(demo=demo_practice_exists(), **kwargs)


def practice(request: PracticeRequest) -> HttpResponse:
    """The practice: what handouts print about it, and who works in it."""
    context = {
        "people": people_of(request.practice),
        "may_edit": has_role(request.user, request.practice, Role.OWNER),
    }
    return render(request, "accounts/practice.html", context)


def edit_practice(request: PracticeRequest) -> HttpResponse:
    """The form for the details of the practice; owners only."""
    if not has_role(request.user, request.practice, Role.OWNER):
        raise PermissionDenied("Only an owner of the practice changes its details.")
    form = PracticeForm(request.POST or None, instance=copy(request.practice))
    if request.method == "POST" and form.is_valid():
        update_practice(practice=request.practice, user=request.user, **form.cleaned_data)
        messages.success(request, "Practice saved. New handouts print these details.")
        return redirect("accounts:practice")
    return render(request, "accounts/practice_form.html", {"form": form})


@practice_not_required
@require_POST
def set_preferences(request: PracticeRequest) -> HttpResponse:
    """Remembers the theme or the shortcut switch in a cookie and goes back to the page it was asked from."""
    response = HttpResponseRedirect(_safe_return(request))
    preferences.remember(
        response, theme=request.POST.get("theme", ""), keys=request.POST.get("keys", ""), secure=request.is_secure()
    )
    return response


def _safe_return(request: PracticeRequest) -> str:
    target = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if inside else reverse("intake:patients")
