#!/usr/bin/env python3
"""Run a command of Axis: `python manage.py help` lists them."""

import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"


def enter_environment() -> None:
    """Continues in the project's own virtual environment, whichever Python was typed, when there is one."""
    python = ENVIRONMENT / "bin" / "python"
    if python.exists() and not ENVIRONMENT.samefile(sys.prefix):
        os.execv(python, [str(python), *sys.argv])  # noqa: S606 - no shell is wanted


def main() -> None:
    enter_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as problem:
        sys.exit(f"{problem}. Type `make setup` first: it installs what Axis needs.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
