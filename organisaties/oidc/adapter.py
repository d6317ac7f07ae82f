"""How allauth's part behaves here."""

import functools
from typing import TYPE_CHECKING

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    import requests


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Nobody signs up through allauth, and a secret goes to the named address alone, not where that points to."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def get_requests_session(self) -> "requests.Session":
        import requests  # noqa: PLC0415  a worker without OpenID Connect does not need it

        sessie = requests.Session()
        sessie.max_redirects = 0
        sessie.request = functools.partial(sessie.request, timeout=settings.OIDC_WACHTTIJD)
        return sessie
