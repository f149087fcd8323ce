# The portal's image: one for web, worker, beat and migrations; the command chooses.
# Everything is installed from the lock file with hashes, and runs as an ordinary user.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements/build.txt requirements/base.txt requirements/
# Build tools first: one package comes as source only and is built with them.
RUN pip install --require-hashes --no-deps --no-build-isolation -r requirements/build.txt \
 && pip install --require-hashes --no-deps --no-build-isolation -r requirements/base.txt \
 && python -m compileall -q /opt/venv/lib
COPY . .
# Neither command reads the key or the addresses; production settings ask for them all the same.
RUN SARAP_MODE=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build ALLOWED_HOSTS=build SARAP_BASE_URL=https://build \
    sh -c 'python manage.py compile_translations && python manage.py collectstatic --no-input --verbosity 0' \
 && python -m compileall -q .

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/sarap --create-home --shell /usr/sbin/nologin sarap
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SARAP_MODE=production \
    SARAP_VAR=/var/lib/sarap \
    MEDIA_ROOT=/var/lib/sarap/media
WORKDIR /app
RUN install -d -o sarap -g sarap /var/lib/sarap/media
USER sarap
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["python", "deploy/healthcheck.py", "web"]
CMD ["gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py"]
