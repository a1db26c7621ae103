"""Settings of the processes that tests start: the suite's, on the suite's own database."""

import os

from config.settings_test import *
from config.settings_test import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
CELERY_IMPORTS = ["tests.jobs.tasks_for_tests"]
CELERY_BROKER_TRANSPORT_OPTIONS |= {"global_keyprefix": os.environ["TEST_BROKER_PREFIX"]}
