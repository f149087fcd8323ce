"""The blocks in the admin: the scoring desk."""

from blocks import admin_scoring

__all__ = ["admin_scoring"]
