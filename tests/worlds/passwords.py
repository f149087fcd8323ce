"""Passwords as the portal keeps them, but for how long each takes to be worked out, which is made long on purpose."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """One round instead of a million."""

    iterations = 1
