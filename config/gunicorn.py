"""The web server's own settings (`gunicorn -c config/gunicorn.py`): it writes lines as we do.

There is no access log: it would hold addresses, browsers and whole paths. Our own line says which
page was asked.
"""

import os

os.umask(0o077)  # before anything is written: what we make is for this account alone

from config.logs import configured

accesslog = None
worker_class = "sync"
# Requests are at most so long in the hands of one worker.
timeout = 60
graceful_timeout = 30
logconfig_dict = configured(as_json=True, level=os.environ.get("LOG_LEVEL", "WARNING"))
logconfig_dict["loggers"] |= {
    "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
    "gunicorn.access": {"handlers": ["nowhere"], "propagate": False},
}
