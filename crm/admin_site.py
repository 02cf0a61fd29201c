"""The operator's back room: plain Django admin behind the product's own sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class RapportAdminConfig(AdminConfig):
    default_site = "crm.admin_site.RapportAdminSite"


class RapportAdminSite(AdminSite):
    site_header = site_title = "Rapport"
    index_title = _("Back room")
    enable_nav_sidebar = False

    def login(self, request, extra_context=None):
        """Through the product's own sign-in: its lock, its second factor; then for staff only."""
        from allauth.account.decorators import secure_admin_login  # needs the apps, which name this module

        return secure_admin_login(super().login)(request, extra_context)

    def register(self, model_or_iterable, admin_class=None, **options):
        """As usual; what other people's apps register is for superusers only, and shows no secrets."""
        from django.contrib.admin import ModelAdmin

        from accounts.back_room import BackRoom, OperatorOnly

        admin_class = admin_class or ModelAdmin
        if not issubclass(admin_class, BackRoom):
            admin_class = type(
                admin_class.__name__, (OperatorOnly, admin_class), {"__module__": admin_class.__module__}
            )
        super().register(model_or_iterable, admin_class, **options)
