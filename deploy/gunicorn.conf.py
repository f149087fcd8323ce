"""gunicorn behind the proxy: `gunicorn config.wsgi --config deploy/gunicorn.conf.py`."""

import os

from gunicorn.glogging import Logger

from config.secret_addresses import hidden

# To this machine only; inside a container, which publishes nothing by itself, the compose file says otherwise.
bind = os.environ.get("SARAP_BIND", "127.0.0.1:8000")
# Threads that no client and no request can hold for long (config/web_worker.py).
worker_class = "config.web_worker.BoundedWorker"
# The application is loaded once and shared, before the first request waits for it.
preload_app = True
# Nobody steers gunicorn from beside; the container's own disk is read-only.
control_socket_disable = True
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
worker_connections = 1000
# Seconds: a worker whose main loop stands still is replaced; requests have bounds of their own.
timeout = 60
graceful_timeout = 30
keepalive = 5
# What a browser sends is far smaller.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 16380
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


# Whose word about the reader's address is believed: the proxy's, which alone can reach this port.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# A statement that the database works on for longer ends, and the request with a sentence (config/failures.py).
os.environ.setdefault("SARAP_STATEMENT_SECONDS", "30")
