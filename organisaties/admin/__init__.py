"""The admin of organisations and people; `basis`, `behoud` and `historie` serve the other apps as well.

What others register here and would let through a hard delete or show a second truth is taken off again.
"""

from allauth.account import admin as _allauth_admin  # noqa: F401  registers first, so that it can be taken off
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from organisaties.admin import mensen, organisatie

__all__ = ["mensen", "organisatie"]

admin.site.disable_action("delete_selected")
for _model in (Group, EmailAddress):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
