"""The addresses of the application, with one for the second step where there is none."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from samenleven.urls import urlpatterns as eigen


@login_not_required
def tweede_stap(request: HttpRequest) -> HttpResponse:
    return HttpResponse("De tweede stap.")


urlpatterns = [*eigen, path("tweede-stap/", tweede_stap, name="mfa_authenticate")]
