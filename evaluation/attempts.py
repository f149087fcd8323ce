"""How often a worker tries what the world refuses: with pauses of 1, 2, 4, … minutes, an hour at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

#: With these pauses so many attempts span the better part of a day without a mail server.
ATTEMPTS: Final = 24
LONGEST_PAUSE: Final = timedelta(hours=1)


def next_try(now: datetime, attempts: int) -> datetime:
    """Not before which moment it is tried again, after so many attempts."""
    return now + min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_PAUSE)
