"""The content of a handout as a PDF. The only module that touches WeasyPrint.

The renderer reads nothing but the bundled fonts and icons: every address other than `asset:<name>` is refused and
fails the render. The same content gives the same bytes.
"""

import gc
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import segno
from django.conf import settings
from django.template import Context, Engine, Template
from django.utils.safestring import mark_safe

from protocols.handouts.content import check_limits
from protocols.handouts.tags import mend_tags

ROOT = Path(settings.BASE_DIR)
PRINT_FOLDER = ROOT / "templates" / "handouts" / "print"
FONT_FOLDER = ROOT / "static" / "fonts"
ICON_FILE = ROOT / "static" / "icons.svg"
PAPER = {"a4": "210mm 297mm", "letter": "8.5in 11in"}
MARGIN_TEXT = {"normal": "9pt", "large": "12pt"}
MAX_PAGES = {"normal": 12, "large": 24}
OTHER_LETTERS = re.compile(
    "[\u01a0\u01a1\u01af\u01b0\u0300-\u1dff\u1ea0-\u1ef1\u1f00-\u1fff\u20ab\ua640-\ua69f\ufb1d-\ufdff\ufe70-\ufefc]"
)
"""Letters that the handout's own font lacks: Greek, Cyrillic, Hebrew, Arabic, Devanagari, Vietnamese."""
ICON_COLOUR = "#1c2126"
SVG = "{http://www.w3.org/2000/svg}"

# Only the bundled fonts take part: a page must not look different on another machine. Read once, at import.
os.environ.setdefault("FONTCONFIG_FILE", str(PRINT_FOLDER / "fonts.conf"))
with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# Its notices name every step, every address and every letter without a shape: noise, and letters of patients' names.
for name in ("weasyprint", "weasyprint.progress", "fontTools"):
    logging.getLogger(name).setLevel(logging.ERROR)


class RenderRefused(ValueError):
    """The content cannot become a PDF, now or later: it asks for something from outside, or is too long."""


class Pdf(NamedTuple):
    """A rendered handout."""

    data: bytes
    pages: int


class AssetFetcher(URLFetcher):
    """Hands out the bundled fonts and icons by name; refuses and remembers everything else."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset of that name; raises ValueError for any other address."""
        body = self.assets.get(url.removeprefix("asset:")) if url.startswith("asset:") else None
        if body is None:
            self.refused.append(url)
            raise ValueError("only bundled assets may be used")
        return URLFetcherResponse(url, body)


def _icons() -> Iterator[tuple[str, bytes]]:
    """Each symbol of the site's icon file as a drawing of its own."""
    for symbol in ElementTree.parse(ICON_FILE).iter(f"{SVG}symbol"):  # noqa: S314  (our own file)
        style = {"fill": "none", "stroke": ICON_COLOUR, "stroke-width": "1.6", "stroke-linecap": "round"}
        drawing = ElementTree.Element(f"{SVG}svg", {"viewBox": symbol.attrib["viewBox"], **style})
        drawing.extend(symbol)
        plain = ElementTree.tostring(drawing, encoding="unicode").replace("currentColor", ICON_COLOUR)
        yield symbol.attrib["id"], plain.replace("var(--mark-paper, Canvas)", "#fff").encode()


@cache
def _fetcher() -> AssetFetcher:
    fonts = {path.name: path.read_bytes() for path in FONT_FOLDER.rglob("*.woff2")}
    return AssetFetcher({**fonts, **dict(_icons())})


class Style(NamedTuple):
    """Parsed style sheets and the fonts they name."""

    sheets: list[weasyprint.CSS]
    fonts: FontConfiguration


@cache
def _fonts(has_other_letters: bool) -> FontConfiguration:
    return FontConfiguration()


@cache
def _style(paper_size: str, print_size: str, has_other_letters: bool) -> Style:
    """The style of a form: parsing it anew for every handout would cost a tenth of the time."""
    fonts = _fonts(has_other_letters)
    margin = f"{{ font-size: {MARGIN_TEXT[print_size]} }}"
    texts = [(PRINT_FOLDER / "handout.css").read_text(encoding="utf-8")]
    texts.append(f"@page {{ size: {PAPER[paper_size]}; @bottom-left {margin} @bottom-right {margin} }}")
    if has_other_letters:
        texts.append((PRINT_FOLDER / "world.css").read_text(encoding="utf-8"))
    return Style([weasyprint.CSS(string=text, font_config=fonts, url_fetcher=_fetcher()) for text in texts], fonts)


_drawings: dict[str, Any] = {}
"""Parsed icons, kept between renders."""


def render(content: Mapping[str, Any]) -> Pdf:
    """Lay out and write a handout.

    :raises ContentRefused: the content is over the limits
    :raises RenderRefused: it asks for anything from outside, or has too many pages
    """
    check_limits(content)
    fetcher = _fetcher()
    fetcher.refused.clear()
    html = markup(content)
    style = _style(content["paper_size"], content["print_size"], bool(OTHER_LETTERS.search(html)))
    with _collection_paused():
        try:
            document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
                stylesheets=style.sheets,
                font_config=style.fonts,
                cache=_drawings,
                pdf_variant="pdf/ua-1",
            )
            _check_pages(len(document.pages), content["print_size"])
            data = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, finisher=mend_tags)
        except FatalURLFetchingError as error:  # a BaseException, which no caller would expect
            raise RenderRefused("An address outside the handout was asked for.") from error
    if fetcher.refused:
        raise RenderRefused(f"{len(fetcher.refused)} addresses outside the handout were asked for.")
    return Pdf(data, len(document.pages))


def warm_up() -> None:
    """Read fonts, styles, template and icons, so that the first handout of a process is as quick as the others."""
    _template()
    for paper_size in PAPER:
        style = _style(paper_size, "normal", False)
        page = weasyprint.HTML(string='<html lang="en"><title>-</title><h1>A<b>B</b></h1>', url_fetcher=_fetcher())
        page.render(stylesheets=style.sheets, font_config=style.fonts).write_pdf()


def markup(content: Mapping[str, Any]) -> str:
    """The handout as HTML; every text is escaped by the template engine."""
    context = {
        "content": content,
        "pairs": _pairs([*content["items"], *content["steps"]]),
        "qr": _qr(content["status"]) if content["status"] else "",
    }
    return str(_template().render(Context(context)))


@cache
def _template() -> Template:
    """The print template, in an engine of its own: it needs nothing of the site's pages and always escapes."""
    return Engine(dirs=[str(PRINT_FOLDER)], autoescape=True).get_template("handout.html")


def _pairs(items: Sequence[Any]) -> list[Sequence[Any]]:
    """Two and two, side by side on the page; a last odd one has the whole width."""
    return [items[start : start + 2] for start in range(0, len(items), 2)]


def _qr(status: Mapping[str, str]) -> str:
    code = segno.make(status["url"], error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, title=status["alt"], omitsize=True, dark=ICON_COLOUR))  # noqa: S308


def _check_pages(pages: int, print_size: str) -> None:
    if pages > MAX_PAGES[print_size]:
        raise RenderRefused(f"The handout would have {pages} pages; at most {MAX_PAGES[print_size]} are allowed.")


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Rendering makes millions of live objects; collecting garbage meanwhile only costs time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
