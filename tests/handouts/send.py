"""Wakes the workers for one handout, as the web process does.

python -m tests.handouts.send ID
"""

import sys


def main() -> None:
    import django

    django.setup()
    from protocols.handouts import jobs

    jobs.wake(int(sys.argv[1]))


if __name__ == "__main__":
    main()
