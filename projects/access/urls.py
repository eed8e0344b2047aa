"""Addresses of sign-in, the own account, and accounts."""

from django.conf import settings
from django.urls import path

from projects.access.views import accounts, own, signing

BACK = settings.BACKOFFICE_PATH

app_name = "access"
urlpatterns = [
    path("login/", signing.login, name="login"),
    path("logout/", signing.leave, name="logout"),
    path("second-factor/", signing.second_factor, name="second_factor"),
    path("second-factor/new/", own.enrol, name="enrol"),
    path("second-factor/recovery/", own.renew_recovery, name="renew_recovery"),
    path("password/", own.password, name="password"),
    path("account/", own.own, name="me"),
    path("account/sessions/<str:key>/end/", own.end_own, name="end_own"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:pk>/", accounts.account, name="account"),
    path("accounts/<uuid:pk>/unlock/", accounts.unlock, name="unlock"),
    path("accounts/<uuid:pk>/end-sessions/", accounts.end_sessions, name="end_sessions"),
    path("accounts/<uuid:pk>/<slug:kind>/", accounts.change, name="change"),
    path("accounts/requests/<uuid:pk>/confirm/", accounts.confirm, name="confirm"),
    path("accounts/requests/<uuid:pk>/refuse/", accounts.refuse, name="refuse"),
    path("accounts/requests/<uuid:pk>/withdraw/", accounts.withdraw, name="withdraw"),
    # before the back office's own: it has no door, no password page and no way out of its own
    path(f"{BACK}login/", signing.to_login, name="backoffice_login"),
    path(f"{BACK}logout/", signing.leave, name="backoffice_logout"),
    path(f"{BACK}password_change/", own.password, name="backoffice_password"),
    path(f"{BACK}password_change/done/", own.password, name="backoffice_password_done"),
]
