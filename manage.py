#!/usr/bin/env python3
"""Run a command of Axis: `python manage.py help` lists them."""

import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"


def enter_environment() -> None:
    """Continue in the project's own virtual environment when there is one."""
    python = ENVIRONMENT / "bin" / "python"
    if python.exists() and Path(sys.prefix) != ENVIRONMENT and "VIRTUAL_ENV" not in os.environ:
        os.execv(python, [str(python), *sys.argv])


def main() -> None:
    enter_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
