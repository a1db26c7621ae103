"""Make the demo ready to be served, in one process because every start of Django costs seconds.

Reads PORT, DEMO and DATA_DIR from the environment, as ./run sets them.
"""

import os

os.umask(0o077)  # before anything is written: what we make is for this account alone

import io
import socket
import sys
from pathlib import Path


def port_fault(port: str) -> str:
    """One sentence why 127.0.0.1:port cannot be served; empty when it can."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return (
                f"Port {port} is not for this account: choose one above 1023, PORT=8000 ./run demo"
            )
        except OSError:
            return (
                f"Port {port} is taken: stop what uses it or choose another, PORT=8001 ./run demo"
            )
    return ""


def main() -> None:
    """Check the port, bring the tables up to date, build the demo year if there is none."""
    if fault := port_fault(os.environ["PORT"]):
        sys.exit(fault)
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from environs.exceptions import EnvError

    try:
        django.setup()
        from operations.demo_mark import refuse_the_wrong_inside

        refuse_the_wrong_inside(serving=False)
    except (ImproperlyConfigured, EnvError) as fault:
        sys.exit(f"Liaison does not start. {fault}")
    call_command("check", stdout=io.StringIO())
    call_command("migrate", verbosity=0)
    call_command("demo", "kinston", "--if-empty")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
