from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.adoption import adopt
from policies.packs import PackError, load_pack, pack_keys, read_pack


class Command(BaseCommand):
    help = "Put a policy pack in force: one of those that ship, or a TOML file of your own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help=f"{', '.join(pack_keys())}, or the path of a .toml file")
        parser.add_argument(
            "--from", dest="begins", type=date.fromisoformat, help="first day in force, 2026-07-01"
        )

    def handle(self, *args: Any, key: str, begins: date | None, **options: Any) -> None:
        try:
            pack = read_pack(Path(key)) if key.endswith(".toml") else load_pack(key)
        except KeyError as unknown:
            raise CommandError(
                f"There is no pack “{key}”. Take one of: {', '.join(pack_keys())}."
            ) from unknown
        except FileNotFoundError as missing:
            raise CommandError(f"There is no file {key}.") from missing
        except PackError as broken:
            raise CommandError(str(broken)) from broken
        version = adopt(pack, on=begins)
        self.stdout.write(
            f"{pack.department.name} works under {pack.policy.number}, “{pack.policy.title}”, "
            f"from {version.effective_from:%B} {version.effective_from.day}, {version.effective_from.year}."
        )
