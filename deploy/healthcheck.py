"""Exit 0 when the part of the portal in this container works: `python deploy/healthcheck.py web|worker|beat`.

web: `/healthz` answers 200 (database and Redis answer). worker: this container's Celery worker answers a ping.
beat: its record of what it started is fresh.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

BEAT_RECORD = Path(os.environ.get("SARAP_VAR", "/var/lib/sarap")) / "beat-schedule"
BEAT_SECONDS = 600


def web() -> bool:
    """Whether the web process answers its health address, as the host that it serves."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().removeprefix(".")
    request = Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urlopen(request, timeout=8) as answer:  # noqa: S310
        return bool(answer.status == 200)


def worker() -> bool:
    """Whether this container's worker answers a ping within five seconds."""
    name = f"celery@{os.uname().nodename}"
    command = ["celery", "-A", "config", "inspect", "ping", "--destination", name, "--timeout", "5"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat() -> bool:
    """Whether beat wrote down its schedule within ten minutes."""
    records = list(BEAT_RECORD.parent.glob(BEAT_RECORD.name + "*"))
    return any(time.time() - record.stat().st_mtime < BEAT_SECONDS for record in records)


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
