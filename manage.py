#!/usr/bin/env python
"""Django's command line for Liaison."""

import os
import sys

os.umask(0o077)  # before anything is written: what we make is for this account alone

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs.exceptions import EnvError

from audit.acting import acting_as


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        getattr(settings, "DEBUG")  # noqa: B009  reads them: a fault is a sentence, no traceback
        django.setup()
        refuse_the_wrong_database()
    except (ImproperlyConfigured, EnvError) as fault:
        sys.exit(f"Liaison does not start. {fault}")
    with acting_as(request=" ".join(("command", *sys.argv[1:2]))):
        try:
            execute_from_command_line(sys.argv)
        finally:
            seal_what_was_written()


def seal_what_was_written() -> None:
    """What a command noted has its place in the log when the command ends."""
    from audit import sealing

    sealing.seal_what_was_written()


def refuse_the_wrong_database() -> None:
    """No command at all works on records under DEMO=1, nor on a demo's records without it."""
    from operations.demo_mark import refuse_the_wrong_inside

    refuse_the_wrong_inside(serving=False)


if __name__ == "__main__":
    main()
