"""How allauth's part behaves here."""

import functools

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Nobody signs up through allauth, and a secret goes to the named address alone, not where that points to."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def get_requests_session(self) -> requests.Session:
        sessie = requests.Session()
        sessie.max_redirects = 0
        sessie.request = functools.partial(sessie.request, timeout=settings.OIDC_WACHTTIJD)
        return sessie
