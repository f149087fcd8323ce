"""gunicorn behind the proxy: `gunicorn config.wsgi --config deploy/gunicorn.conf.py`."""

import os

from gunicorn.glogging import Logger

from config.secret_addresses import hidden

bind = "0.0.0.0:8000"
worker_class = "gthread"
# The application is loaded once and shared, before the first request waits for it.
preload_app = True
# Nobody steers gunicorn from beside; the container's own disk is read-only.
control_socket_disable = True
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
# A worker is replaced now and then, at moments that do not coincide, so that no leak grows for ever.
max_requests = 2000
max_requests_jitter = 400
# Heartbeats in memory: a slow disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108
accesslog = "-"


class logger_class(Logger):
    """Leaves keys in addresses out of the log of requests."""

    def atoms(self, resp, req, environ, request_time):  # type: ignore[no-untyped-def]
        """gunicorn's parts of a line."""
        told = super().atoms(resp, req, environ, request_time)
        return {name: hidden(part) if isinstance(part, str) else part for name, part in told.items()}


# The proxy is the only one who can reach this port (docker-compose.yml publishes it to nobody).
forwarded_allow_ips = "*"
