"""The addresses of OpenID Connect, under /account/oidc/."""

from django.urls import path

from organisaties.oidc import views

urlpatterns = [
    path("", views.begin, name="oidc_begin"),
    path("terug/", views.terug, name="oidc_terug"),
]
