"""The blocks in the admin: the scoring desk, and the way to methodologies."""

from blocks import admin_methodologies, admin_scoring

__all__ = ["admin_methodologies", "admin_scoring"]
