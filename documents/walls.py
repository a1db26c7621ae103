"""The walls around the rendering process: resources it may use, and doors that are shut.

The fetcher in ``assets`` already refuses every foreign address. These stand behind it, for the day
a library opens something by itself.
"""

import resource
import sys

from documents.envelope import Limits

SHUT = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork")


def limit_resources(limits: Limits) -> None:
    """Bound this process's address space (bytes) and processor time (seconds)."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shut_the_doors() -> None:
    """From here on this process opens no connection and starts no other program."""
    sys.addaudithook(_refuse_to_leave)


def _refuse_to_leave(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(SHUT):
        raise PermissionError(f"A document may not use {event}")
