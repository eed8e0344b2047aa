"""Doors of sign-in, sign-out and password: Django's own views in the house's dress."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy

from projects.people.forms import NewPassword, SignIn


class Login(LoginView):
    """Sign in; whoever is signed in already goes on to where they were heading."""

    template_name = "people/login.html"
    authentication_form = SignIn
    redirect_authenticated_user = True


class Logout(LogoutView):
    """Sign out, by POST only."""


class Password(PasswordChangeView):
    """Change the own password and stay signed in."""

    template_name = "people/password.html"
    form_class = NewPassword
    success_url = reverse_lazy("desk:home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Say that it worked."""
        answer = super().form_valid(form)
        messages.success(self.request, "密码已修改，下次请用新密码登录。")
        return answer
