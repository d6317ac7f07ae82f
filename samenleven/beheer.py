"""The admin site: one door (the login of the application), only for beheerders."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url


class BeheerSite(admin.AdminSite):
    site_title = "Beheer Samenleven"
    site_header = "Beheer Samenleven"
    index_title = "Het plan in uw handen"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Only beheerders: section 5 of the design."""
        return request.user.is_active and getattr(request.user, "is_beheerder", False)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send to the one login page; who is logged in and no beheerder gets a 403."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"))
