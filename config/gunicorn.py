"""How the web server runs: `gunicorn --config config/gunicorn.py config.wsgi`."""

import os
from pathlib import Path

import environ

env = environ.Env()
debug = env.bool("DEBUG", default=False)

bind = f"{env.str('HOST', default='127.0.0.1')}:{env.int('PORT', default=8000)}"
worker_class = "gthread"
workers = env.int("WEB_WORKERS", default=2)
threads = env.int("WEB_THREADS", default=4)
timeout = 30
graceful_timeout = 20
# A worker is replaced now and then, at different times, so that no slow leak can grow.
max_requests = 2000
max_requests_jitter = 200
# Loaded once and forked, so that the second worker costs neither time nor memory; while developing, read anew.
preload_app = not debug
reload = debug
control_socket_disable = True
# The workers' heartbeat is a file; on a busy disk it could stall and get a healthy worker killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108
