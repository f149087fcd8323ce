"""Puts the portal's own admin site in place of Django's."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS for ``django.contrib.admin``; ``admin.site`` then is the desk."""

    default_site = "evaluation.admin_site.DeskAdminSite"
