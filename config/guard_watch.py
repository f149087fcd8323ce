"""Whether the database still refuses what it should, asked once by each process that serves pages.

`migrate` asks at each start that begins with it, and a task every evening. A process that starts without either, or
years after it, asks with its first request, beside it: in a thread of its own, so that nobody waits. Where the database
is away it is asked again, with a later request. What it finds is in the log, with the
rights that the portal's role has too many; guards are also in a letter to administrators and auditors, and above the
journal.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Final

from django.core.signals import request_started
from django.db import Error, connections

from config import database_roles
from evaluation import database_guards
from schedule.journal_watch import tell_of_guards

logger = logging.getLogger(__name__)

#: Seconds after which a database that did not answer is asked again.
AGAIN_SECONDS: Final = 60.0


class GuardWatch:
    """One for a process. ``hear`` is called with each request until the database has answered once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: float | None = 0.0

    def hear(self, **_given: Any) -> None:
        """A request begins: ask beside it, if it is time to. Costs a comparison."""
        with self._lock:
            if self._due is None or time.monotonic() < self._due:
                return
            self._due = time.monotonic() + AGAIN_SECONDS
        threading.Thread(target=self._beside, name="guards", daemon=True).start()

    def _beside(self) -> None:
        try:
            self.ask()
        finally:
            connections.close_all()

    def ask(self) -> list[str]:
        """What is wrong, said in the log and by letter; nothing raised where the database is away."""
        try:
            found = database_guards.faults()
            for fault in (*found, *database_roles.faults()):
                logger.error("The database is not guarded as it should be: %s", fault)
            with self._lock:
                self._due = None
            if found:
                tell_of_guards(found)
        except Error:
            logger.warning("The database's guards could not be asked or told of.", exc_info=True)
            return []
        return found


def begin() -> None:
    """Watch in this process; for `config/wsgi.py`."""
    request_started.connect(GuardWatch().hear, weak=False, dispatch_uid="config.guard_watch")
