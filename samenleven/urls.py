"""Every address (contract: design, section 8)."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from samenleven import juridisch
from samenleven.gezondheid import gezondheid
from samenleven.stijlgids import stijlgids

handler400 = "samenleven.fouten.verkeerde_vraag"
handler403 = "samenleven.fouten.geen_recht"
handler404 = "samenleven.fouten.niet_gevonden"
handler429 = "samenleven.fouten.te_vaak"
handler500 = "samenleven.onderbroken.ging_mis"

urlpatterns = [
    path("aanmelden/", login_not_required(account.login), name="account_login"),
    path("afmelden/", login_not_required(account.logout), name="account_logout"),
    path("account/", include("samenleven.accounturls")),
    path("admin/", admin.site.urls),
    path("gezondheid/", gezondheid, name="gezondheid"),
    path("stijlgids/", stijlgids, name="stijlgids"),
    path("account/oidc/", include("organisaties.oidc.urls")),
    path("toegankelijkheid/", juridisch.toegankelijkheid, name="toegankelijkheid"),
    path("privacy/", juridisch.privacy, name="privacy"),
    path("colofon/", juridisch.colofon, name="colofon"),
    path(".well-known/security.txt", juridisch.security_txt, name="security_txt"),
    path("", include("speerpunten.urls")),
]
