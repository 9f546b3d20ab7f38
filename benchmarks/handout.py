"""How long one handout takes: our renderer beside WeasyPrint used plainly, in one interleaved run."""

import gc
import multiprocessing
import time
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.plain_handout import answer
from benchmarks.timing import Timing

RUNS = 15


def main() -> None:
    """Print medians of a handout with six items on two pages, both renderers writing PDF/UA-1."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=answer, args=(there,), daemon=True)
    process.start()
    there.close()
    # Imported only now: the other process inherits the environment, and must not get our renderer's fonts.
    from protocols.handouts import pdf
    from protocols.handouts.content import build_content
    from protocols.handouts.source import Form
    from tests.handouts import sample

    content = build_content(sample.source(sample.SIX), sample.TEXTS, Form())
    pdf.warm_up()
    gc.freeze()  # as a worker does
    made = pdf.render(content)
    ours, theirs = _in_turns(content, pdf.render, here)
    process.join()
    print(f"Handout: {made.pages} pages, {len(made.data) // 1000} kB, medians of {RUNS} runs (fastest to slowest)")
    print(ours.line("our renderer, warm"))
    print(theirs.line("WeasyPrint used plainly, warm"))
    print(f"  ratio {ours.median / theirs.median:.2f}")


def _in_turns(content: dict[str, Any], render: Any, plain: Connection) -> tuple[Timing, Timing]:
    """Both in turns, so that a busy moment of the machine hits both alike."""
    plain.send(content)
    plain.recv()
    ours, theirs = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        render(content)
        ours.append(time.perf_counter() - started)
        plain.send(content)
        theirs.append(plain.recv())
    plain.send(None)
    return Timing(tuple(ours)), Timing(tuple(theirs))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
