"""The addresses under /account/ (contract: design, section 8): allauth's views and ours, in Dutch.

The second step and passkeys bring fido2 and cryptography, 13 MB: read at the first visit (docs/adr/0042-werker.md).
"""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from organisaties.accounts import views
from organisaties.later import later

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
    path(
        "tweede-stap/aanmelden/",
        login_not_required(later("allauth.mfa.base.views.authenticate")),
        name="mfa_authenticate",
    ),
    path(
        "tweede-stap/bevestigen/",
        never_cache(later("allauth.mfa.base.views.reauthenticate")),
        name="mfa_reauthenticate",
    ),
    path("tweede-stap/app/", never_cache(later("allauth.mfa.totp.views.activate_totp")), name="mfa_activate_totp"),
    path("tweede-stap/app/weg/", later("organisaties.accounts.allauthviews.AppUitView"), name="mfa_deactivate_totp"),
    path(
        "toegangssleutels/nieuw/",
        never_cache(later("allauth.mfa.webauthn.views.add_webauthn")),
        name="mfa_add_webauthn",
    ),
    path(
        "toegangssleutels/aanmelden/",
        login_not_required(later("allauth.mfa.webauthn.views.login_webauthn")),
        name="mfa_login_webauthn",
    ),
    path(
        "toegangssleutels/bevestigen/",
        never_cache(later("organisaties.accounts.allauthviews.BevestigMetSleutelView")),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "toegangssleutels/<int:pk>/",
        later("organisaties.accounts.allauthviews.SleutelnaamView"),
        name="mfa_edit_webauthn",
    ),
    path(
        "toegangssleutels/<int:pk>/weg/",
        later("organisaties.accounts.allauthviews.SleutelWegView"),
        name="mfa_remove_webauthn",
    ),
    path("herstelcodes/", views.herstelcodes, name="mfa_view_recovery_codes"),
    path(
        "herstelcodes/nieuw/",
        later("organisaties.accounts.allauthviews.NieuweCodesView"),
        name="mfa_generate_recovery_codes",
    ),
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
