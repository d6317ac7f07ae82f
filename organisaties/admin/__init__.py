"""The admin of organisations and people; `basis`, `behoud` and `historie` serve the other apps as well.

What others register here and would let through a hard delete, show a second truth or show secrets is taken off again.
"""

from allauth.account import admin as _account  # noqa: F401  registers first, so that it can be taken off
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _mfa  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as _socialaccount  # noqa: F401
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as _usersessions  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from organisaties.admin import mensen, organisatie

__all__ = ["mensen", "organisatie"]

admin.site.disable_action("delete_selected")
for _model in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
