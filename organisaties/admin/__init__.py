"""The admin of organisations and people; `basis`, `behoud` and `historie` serve the other apps as well.

What others register here and would let through a hard delete or show a second truth is taken off again.
"""

# allauth registers first, so that it can be taken off
from allauth.account import admin as _account  # noqa: F401
from allauth.mfa import admin as _mfa  # noqa: F401
from allauth.socialaccount import admin as _socialaccount  # noqa: F401
from allauth.usersessions import admin as _usersessions  # noqa: F401
from django.contrib import admin
from django.contrib.auth.models import Group

from organisaties.admin import mensen, organisatie

__all__ = ["mensen", "organisatie"]

admin.site.disable_action("delete_selected")
VAN_ANDEREN = {"account", "mfa", "socialaccount", "usersessions"}  # secrets, and a second truth about addresses
for _model in [model for model in admin.site._registry if model is Group or model._meta.app_label in VAN_ANDEREN]:
    admin.site.unregister(_model)
