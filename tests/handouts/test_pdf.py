"""The printed page: its words, its structure for screen readers, and what it refuses."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from protocols.handouts import pdf
from protocols.handouts.content import MAX_TEXT, ContentRefused, build_content, strings
from protocols.handouts.source import Form
from tests.handouts import sample


def content(codes=sample.SIX, form=Form(), **changes):  # noqa: B008
    return build_content(sample.source(codes, **changes), sample.TEXTS, form)


@pytest.fixture(scope="module")
def six() -> pdf.Pdf:
    return pdf.render(content())


def text_of(made: pdf.Pdf) -> str:
    """The words of a PDF with single spaces."""
    reader = pypdf.PdfReader(io.BytesIO(made.data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_names_amounts_warnings_and_sources_are_on_the_page(six):
    text = text_of(six)
    frozen = content()
    for row in frozen["day"]["rows"]:
        assert row["name"] in text
        assert all(cell["amount"] in text for cell in row["cells"] if cell)
    wanted = [row["text"] for row in (*frozen["apart"], *frozen["stop"])]
    wanted += [step for item in frozen["steps"] for step in item["steps"]]
    wanted += [one["text"] for one in frozen["references"]]
    wanted += ["Maya Lindqvist", "988", "rules 2026.1", frozen["unreviewed"]]
    assert [words for words in wanted if " ".join(words.split()) not in text] == []


@pytest.mark.parametrize("paper_size", ["a4", "letter"])
def test_six_items_fit_on_two_pages(paper_size):
    assert pdf.render(content(form=Form(paper_size=paper_size))).pages == 2


@pytest.mark.parametrize(("paper_size", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_sizes(paper_size, points):
    box = pypdf.PdfReader(io.BytesIO(pdf.render(content(form=Form(paper_size=paper_size))).data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == points


def test_the_large_print_twin_says_the_same(six):
    large = "".join(text_of(pdf.render(content(form=Form(print_size="large")))).split())
    assert [word for word in text_of(six).split() if word not in large] == []


def test_the_same_content_gives_the_same_bytes(six):
    assert pdf.render(content()).data == six.data


def fonts_of(made: pdf.Pdf) -> set[str]:
    """The families that are embedded."""
    with pikepdf.open(io.BytesIO(made.data)) as file:
        names = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    return {name.split("+")[1].removesuffix("-Bold") for name in names}


@pytest.mark.parametrize(
    ("name", "fonts"),
    [
        ("Maya Lindqvist", {"Print"}),
        ("Zoë Łukasiewicz-Şahin Ő", {"Print", "PrintExt"}),
        ("Иван Жуков", {"Print", "PrintWorld"}),
        ("Ελένη Παππά", {"Print", "PrintWorld"}),
        ("Nguyễn Hương", {"Print", "PrintWorld"}),
        ("דנה כהן", {"Print", "PrintWorld"}),
        ("دانا", {"Print", "PrintWorld"}),
        ("अनिता", {"Print", "PrintWorld"}),
    ],
)
def test_names_of_many_scripts_are_printed_with_the_bundled_fonts_only(name, fonts, caplog):
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    made = pdf.render(content(("magnesium",), patient_name=name))
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    assert fonts_of(made) == fonts
    assert "notdef" not in caplog.text


def test_letters_without_a_shape_are_not_told_to_the_log(caplog):
    pdf.render(content(("magnesium",), patient_name="李"))
    assert "李" not in caplog.text


# ---- PDF/UA-1 ----


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below a node, in reading order."""
    for child in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else []:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


@pytest.fixture
def structure(six) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(six.data)) as file:
        yield file


def test_the_document_says_that_it_is_accessible(structure):
    root = structure.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert structure.docinfo["/Title"] == "Your plan: Maya Lindqvist, November 23, 2026"
    with structure.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_headings_do_not_skip_a_level(structure):
    levels = [int(str(one.S)[2]) for one in elements(structure.Root.StructTreeRoot) if str(one.S)[:2] == "/H"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_table_has_headers_with_scope_and_cells_that_name_them(structure):
    found = list(elements(structure.Root.StructTreeRoot))
    scopes = [str(one.A.Scope) for one in found if one.S == "/TH"]
    assert scopes == ["/Column"] * 5 + ["/Row"] * 4
    assert all(len(one.A.Headers) == 2 for one in found if one.S == "/TD")


def test_pictures_and_links_have_words(structure):
    found = list(elements(structure.Root.StructTreeRoot))
    assert [str(one.Alt) for one in found if one.S == "/Figure"] == [content()["status"]["alt"]]
    links = [one for page in structure.pages for one in page.get("/Annots", [])]
    assert links
    assert all(str(one.Contents) for one in links)
    assert all("/StructParent" in one for one in links)


def test_every_piece_of_the_page_is_in_the_reading_order_or_marked_as_decoration(structure):
    tree = structure.Root.StructTreeRoot
    in_tree = {one.objgen for one in elements(tree)}
    numbers = list(tree.ParentTree.Nums)
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for number, page in enumerate(structure.pages):
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC":
                owner = owners[number][int(operands[1].MCID)]
                assert owner.objgen in in_tree
            depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(str(operator), 0)
            if str(operator) in ("Tj", "TJ", "Do", "f", "f*", "S", "B"):
                assert depth > 0, f"unmarked {operator} on page {number + 1}"


# ---- What it refuses ----

PAYLOADS = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="http://169.254.169.254/latest/meta-data/">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel=stylesheet href="//evil.example/x.css">',
    "<style>@import url(file:///etc/passwd);</style>",
    "<style>@font-face{font-family:x;src:url(http://127.0.0.1:9/f)}</style>",
    '</style><object data="file:///etc/passwd">',
    '<svg><image href="file:///etc/passwd"/><use href="http://127.0.0.1:9/#a"/></svg>',
    '<a href="javascript:alert(1)">x</a><embed src="ftp://127.0.0.1/x"><iframe src="data:text/html,x">',
    '"><img src=asset:logo onerror=x>',
    "{{ 7|add:7 }}{% debug %}{% include '/etc/passwd' %}",
    "{0.__class__.__mro__} {settings.SECRET_KEY} %(x)s ${x}",
    "&lt;b&gt; &amp; <!-- --> ]]> <?xml?>",
    "asset:logo url(asset:logo) expression(x)",
]

_watched: list[tuple[str, str]] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched is None:
        return
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.system"):
        _watched.append((event, str(arguments)))
    if event == "open" and not str(arguments[0]).startswith((str(pdf.ROOT), sys.prefix, sys.base_prefix)):
        _watched.append((event, str(arguments[0])))


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """Every file opened outside the project and Python, every connection and every process, meanwhile."""
    global _watched
    _watched = []
    try:
        yield _watched
    finally:
        _watched = None


def in_every_field(frozen: dict[str, Any], payload: str) -> dict[str, Any]:
    """The content with the payload behind every text that a person or a release can write."""
    fixed = {"language", "direction", "paper_size", "print_size", "template_version", "code", "certainty", "url"}

    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return value if key in fixed else f"{value} {payload}"
        if isinstance(value, dict):
            return {name: poisoned(one, name) for name, one in value.items()}
        return [poisoned(one, key) for one in value] if isinstance(value, list) else value

    result: dict[str, Any] = poisoned(frozen)
    return result


@pytest.mark.parametrize("payloads", [PAYLOADS[:5], PAYLOADS[5:10], PAYLOADS[10:]])
def test_hostile_text_is_printed_as_it_is_and_reads_nothing(payloads):
    pdf.warm_up()
    poisoned = in_every_field(content(("magnesium",)), " ".join(payloads))
    with watched() as seen:
        made = pdf.render(poisoned)
    assert seen == []
    text = "".join(text_of(made).split())
    counts = {payload: text.count("".join(payload.split())) for payload in payloads}
    assert min(counts.values()) >= 20, counts
    with pikepdf.open(io.BytesIO(made.data)) as file:
        assert "/EmbeddedFiles" not in file.Root.get("/Names", {})


def test_an_address_outside_the_handout_fails_the_render(monkeypatch):
    monkeypatch.setattr(pdf, "markup", lambda content: '<html lang="en"><img src="file:///etc/passwd" alt="x">')
    with watched() as seen, pytest.raises(pdf.RenderRefused, match="1 addresses outside"):
        pdf.render(content(("magnesium",)))
    assert [name for _, name in seen if "passwd" in name] == []


@pytest.mark.parametrize(
    "address", ["asset:../settings.py", "asset:/etc/passwd", "ASSET:logo", "data:image/png;base64,AA"]
)
def test_only_the_names_of_bundled_assets_are_known(address):
    fetcher = pdf.AssetFetcher({"logo": b"x"})
    with pytest.raises(ValueError, match="bundled"):
        fetcher.fetch(address)
    assert fetcher.refused == [address]
    assert fetcher.fetch("asset:logo").read() == b"x"


def test_limits_hold_before_any_layout(monkeypatch):
    monkeypatch.setattr(pdf, "markup", lambda content: pytest.fail("laid out"))
    with pytest.raises(ContentRefused, match="note"):
        pdf.render(content(("magnesium",)) | {"note": "x" * (MAX_TEXT + 1)})


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setitem(pdf.MAX_PAGES, "normal", 1)
    with pytest.raises(pdf.RenderRefused, match="2 pages; at most 1"):
        pdf.render(content())


@pytest.mark.slow
def test_the_longest_texts_a_handout_may_have_still_print(tmp_path: Path):
    """Forty items and a note of 2,000 letters without a space: every one of them is on the page."""
    made = pdf.render(content(["magnesium"] * 40, note="x" * MAX_TEXT, patient_name="Y" * 200))
    text = text_of(made)
    assert text.count("A mineral in nuts") == 40
    assert text.replace(" ", "").count("x" * MAX_TEXT) == 1
    assert "Y" * 200 in text.replace(" ", "")
    assert made.pages <= 12


def test_every_place_of_the_content_is_covered_by_the_hostile_texts():
    frozen = content(("magnesium", "circadian_rhythm"))
    poisoned = in_every_field(frozen, "!")
    untouched = {place for place, text in strings(poisoned) if not text.endswith(" !")}
    assert {place.split(".")[-1].split("[")[0] for place in untouched} <= {
        "language",
        "direction",
        "paper_size",
        "print_size",
        "template_version",
        "code",
        "certainty",
        "url",
    }
