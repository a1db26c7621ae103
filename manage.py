#!/usr/bin/env python
"""Django's command line for Liaison."""

import os
import sys

from django.core.management import execute_from_command_line

from audit.acting import acting_as

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with acting_as(request=" ".join(("command", *sys.argv[1:2]))):
        execute_from_command_line(sys.argv)
