"""How long one handout takes: our renderer beside WeasyPrint used plainly, in one interleaved run."""

import gc
import time
from collections.abc import Callable
from typing import Any

from benchmarks.timing import Timing

RUNS = 15


def main() -> None:
    """Print medians of a handout with six items on two pages, both ways writing PDF/UA-1."""
    from protocols.handouts import pdf
    from protocols.handouts.content import build_content
    from protocols.handouts.source import Form
    from tests.handouts import sample

    content = build_content(sample.source(sample.SIX), sample.TEXTS, Form())
    pdf.warm_up()
    gc.collect()
    gc.freeze()  # as a worker does
    made = pdf.render(content)
    plain(content)
    ours, theirs = in_turns(lambda: pdf.render(content), lambda: plain(content))
    print(f"Handout: {made.pages} pages, {len(made.data) // 1000} kB, medians of {RUNS} runs (fastest to slowest)")
    print(ours.line("our renderer, warm"))
    print(theirs.line("WeasyPrint used plainly, warm"))
    print(f"  ratio {ours.median / theirs.median:.2f}")


def plain(content: dict[str, Any]) -> bytes:
    """The same words, fonts and pictures as a first version would print them: style and fonts read for every document,
    flex boxes and tables with automatic widths, nothing kept between two documents."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from protocols.handouts import pdf

    fonts = FontConfiguration()
    fetcher = pdf.AssetFetcher(pdf._fetcher().assets)
    text = (pdf.PRINT_FOLDER / "handout.css").read_text(encoding="utf-8")
    text = text.replace("display: table;", "display: flex;").replace("display: table-cell;", "flex: 1;")
    text = text.replace("table-layout: fixed;", "").replace(".gap { width: 6mm }", ".gap { flex: 0 0 6mm }")
    style = weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher)
    document = weasyprint.HTML(string=pdf.markup(content), url_fetcher=fetcher)
    data: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return data


def in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[Timing, Timing]:
    """Both in turns, so that a busy moment of the machine hits both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for work, taken in zip((first, second), times, strict=True):
            gc.collect()
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return Timing(tuple(times[0])), Timing(tuple(times[1]))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
