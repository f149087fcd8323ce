"""All addresses. Each app gives `urlpatterns` (below `/kk/ /ru/ /en/`) and `plain_urlpatterns` (without a
language: API, feeds) in its `urls.py`; `demo_urls.py` of an app exists in demo mode only.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from config import views
from config.floors import FLOORS

localised: list[URLPattern | URLResolver] = []
plain: list[URLPattern | URLResolver] = []
for name in reversed(FLOORS):
    package = apps.get_app_config(name).module
    if package is not None and module_has_submodule(package, "urls"):
        module = import_module(f"{name}.urls")
        localised.append(path("", include(module)))
        if getattr(module, "plain_urlpatterns", None):
            plain.append(path("", include((module.plain_urlpatterns, f"{name}-plain"))))
    if settings.DEMO_MODE and package is not None and module_has_submodule(package, "demo_urls"):
        localised.append(path("", include(f"{name}.demo_urls")))

handler500 = "config.failures.failed"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    *plain,
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("allauth.urls")),
        *localised,
    ),
]
