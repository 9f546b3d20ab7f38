# One image for web, worker, beat and one-off commands. Build: docker build -t axis .

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/axis/venv
COPY requirements/prod.txt /tmp/prod.txt
RUN /opt/axis/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/prod.txt
COPY . /opt/axis/app
WORKDIR /opt/axis/app
RUN AXIS_VAR_DIR=/tmp/axis AXIS_STATIC_DIR=/opt/axis/static /opt/axis/venv/bin/python manage.py collectstatic --no-input \
    && /opt/axis/venv/bin/python -m compileall -q accounts config protocols

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin axis \
    && install -d -m 0700 -o axis -g axis /var/lib/axis
COPY --from=build /opt/axis /opt/axis
ENV PATH=/opt/axis/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    AXIS_VAR_DIR=/var/lib/axis AXIS_STATIC_DIR=/opt/axis/static \
    XDG_CACHE_HOME=/tmp/cache \
    HOST=0.0.0.0 PORT=8000
WORKDIR /opt/axis/app
USER axis
# The only places it writes: this volume, /tmp and /dev/shm. Everything else may be mounted read-only.
VOLUME /var/lib/axis
EXPOSE 8000
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
