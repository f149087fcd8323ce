"""The cache, which the portal can do without: while Redis is away, each process remembers for itself.

What lies in the cache are counts against haste (sign-in, reset, verify), codes used a moment ago and figures that can
be found anew. Counted in one process instead of in all, they are a little more generous for a while; sign-in, reset
and verification go on.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: Seconds for which Redis is not asked after it did not answer.
PAUSE: Final = 5.0
_ASKED: Final = (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "set_many",
    "delete_many",
    "has_key",
    "incr",
    "clear",
)


def redis_answers() -> bool:
    """Whether Redis answers now; true where the cache is something else."""
    backend = caches["default"]
    return not isinstance(backend, PatientRedisCache) or backend.answers()


class PatientRedisCache(RedisCache):
    """Django's cache on Redis; what Redis does not answer is answered from the process's own memory."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        options = {name: value for name, value in params.items() if name not in ("OPTIONS", "LOCATION")}
        self._own = LocMemCache("while-redis-is-away", options)
        self._away_until = 0.0

    def answers(self) -> bool:
        """Whether Redis itself answers now."""
        try:
            super().set("answers", 1, 5)
        except RedisError:
            return False
        return True

    def asked(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What Redis says, or this process where Redis is silent."""
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                self._away_until = time.monotonic() + PAUSE
                logger.warning(
                    "Redis does not answer (%s); each process remembers for itself meanwhile", error
                )
        return getattr(self._own, name)(*args, **kwargs)


def _asking(name: str) -> Callable[..., Any]:
    @functools.wraps(getattr(RedisCache, name))
    def method(self: PatientRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self.asked(name, args, kwargs)

    return method


for _name in _ASKED:
    setattr(PatientRedisCache, _name, _asking(_name))
