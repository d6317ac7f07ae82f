"""The admin of organisations and people; `basis`, `behoud` and `historie` serve the other apps as well.

What others register here and would let through a hard delete or show a second truth is taken off again.
"""

from allauth.account import admin as _allauth_admin  # noqa: F401  registers first, so that it can be taken off
from allauth.account.models import EmailAddress
from allauth.socialaccount import admin as _social_admin  # noqa: F401  the same
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group

from organisaties.admin import mensen, organisatie

__all__ = ["mensen", "organisatie"]

admin.site.disable_action("delete_selected")
for _model in (Group, EmailAddress, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
