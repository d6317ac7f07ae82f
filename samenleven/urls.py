"""Every address (contract: design, section 8)."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from samenleven.stijlgids import stijlgids

urlpatterns = [
    path("aanmelden/", login_not_required(account.login), name="account_login"),
    path("afmelden/", login_not_required(account.logout), name="account_logout"),
    path("account/", include("samenleven.accounturls")),
    path("admin/", admin.site.urls),
    path("stijlgids/", stijlgids, name="stijlgids"),
    path("", include("speerpunten.urls")),
]
