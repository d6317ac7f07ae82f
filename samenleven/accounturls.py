"""The addresses under /account/ (contract: design, section 8): allauth's views and ours, in Dutch."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from organisaties.accounts import allauthviews, views

wachtwoord = [
    path("wachtwoord/", never_cache(account.password_change), name="account_change_password"),
    path("wachtwoord/instellen/", never_cache(account.password_set), name="account_set_password"),
    path("wachtwoord/vergeten/", login_not_required(account.password_reset), name="account_reset_password"),
    path(
        "wachtwoord/vergeten/verstuurd/",
        login_not_required(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # the key itself holds a dash
        login_not_required(never_cache(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
tweede_stap = [
    path("tweede-stap/", views.tweede_stap, name="mfa_index"),
    path("tweede-stap/aanmelden/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path("tweede-stap/bevestigen/", never_cache(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("tweede-stap/app/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("tweede-stap/app/weg/", allauthviews.AppUitView.as_view(), name="mfa_deactivate_totp"),
    path("toegangssleutels/nieuw/", never_cache(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("toegangssleutels/aanmelden/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "toegangssleutels/bevestigen/",
        never_cache(allauthviews.BevestigMetSleutelView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("toegangssleutels/<int:pk>/", allauthviews.SleutelnaamView.as_view(), name="mfa_edit_webauthn"),
    path("toegangssleutels/<int:pk>/weg/", allauthviews.SleutelWegView.as_view(), name="mfa_remove_webauthn"),
    path("herstelcodes/", views.herstelcodes, name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", allauthviews.NieuweCodesView.as_view(), name="mfa_generate_recovery_codes"),
]
urlpatterns = [
    path("", views.account, name="account"),
    path("gesloten/", login_not_required(account.signup), name="account_signup"),
    path("niet-actief/", login_not_required(account.account_inactive), name="account_inactive"),
    path("email/", views.email, name="account_email"),
    path("email/bevestigen/<str:sleutel>/", views.email_bevestigen, name="account_confirm_email"),
    path("bevestigen/", never_cache(account.reauthenticate), name="account_reauthenticate"),
    path("sessies/", views.sessies, name="usersessions_list"),
    path("sessies/<int:pk>/afmelden/", views.sessie_afmelden, name="sessie_afmelden"),
    *wachtwoord,
    *tweede_stap,
]
