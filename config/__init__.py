"""The project: settings, addresses, Celery, the embedded servers. Knows every app, known by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
