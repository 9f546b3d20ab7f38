"""`make bench`: every measurement, one after the other. `python -m benchmarks engine` runs one."""

import os
import sys
from importlib import import_module

import django

MEASUREMENTS = ("engine", "handout")


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for name in names or MEASUREMENTS:
        if name not in MEASUREMENTS:
            sys.exit(f"There is no measurement {name!r}; there are {', '.join(MEASUREMENTS)}.")
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
