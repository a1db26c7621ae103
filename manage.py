#!/usr/bin/env python
"""Django's command line for Liaison."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs.exceptions import EnvError

from audit.acting import acting_as


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        getattr(settings, "DEBUG")  # noqa: B009  reads them: a fault is a sentence, no traceback
    except (ImproperlyConfigured, EnvError) as fault:
        sys.exit(f"Liaison does not start. {fault}")
    with acting_as(request=" ".join(("command", *sys.argv[1:2]))):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
