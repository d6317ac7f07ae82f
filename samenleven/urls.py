"""Every address (contract: design, section 8)."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from samenleven import juridisch
from samenleven.gezondheid import gezondheid
from samenleven.stijlgids import stijlgids

handler400 = "samenleven.fouten.verkeerde_vraag"
handler403 = "samenleven.fouten.geen_recht"
handler404 = "samenleven.fouten.niet_gevonden"
handler429 = "samenleven.fouten.te_vaak"
handler500 = "samenleven.fouten.ging_mis"

account_urls = [
    path("gesloten/", login_not_required(account.signup), name="account_signup"),
    path("niet-actief/", login_not_required(account.account_inactive), name="account_inactive"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/instellen/", account.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", login_not_required(account.password_reset), name="account_reset_password"),
    path(
        "wachtwoord/vergeten/verstuurd/",
        login_not_required(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # the key itself holds a dash
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("aanmelden/", login_not_required(account.login), name="account_login"),
    path("afmelden/", login_not_required(account.logout), name="account_logout"),
    path("account/", include(account_urls)),
    path("admin/", admin.site.urls),
    path("gezondheid/", gezondheid, name="gezondheid"),
    path("stijlgids/", stijlgids, name="stijlgids"),
    path("toegankelijkheid/", juridisch.toegankelijkheid, name="toegankelijkheid"),
    path("privacy/", juridisch.privacy, name="privacy"),
    path("colofon/", juridisch.colofon, name="colofon"),
    path(".well-known/security.txt", juridisch.security_txt, name="security_txt"),
    path("", include("speerpunten.urls")),
]
