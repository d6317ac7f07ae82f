"""The addresses of OpenID Connect, under /account/oidc/. What speaks the protocol is read at the first visit."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from organisaties.later import later

urlpatterns = [
    path("", login_not_required(later("organisaties.oidc.views.begin")), name="oidc_begin"),
    path("terug/", login_not_required(later("organisaties.oidc.views.terug")), name="oidc_terug"),
]
