"""The same handout as a first version would print it: flex boxes, grids, automatic widths, the machine's own fonts, and
the style parsed for every document. Runs in a process of its own, which never sees our renderer's settings."""

import time
from html import escape
from multiprocessing.connection import Connection
from typing import Any

PLAIN_STYLE = """
@page { size: A4; margin: 14mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 12pt/1.3 sans-serif }
.head, .side, .emergency, .foot { display: flex; gap: 6mm; justify-content: space-between }
.cards { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm 6mm }
.card { border-top: 1pt solid #0f6a6e }
table { width: 100%; border-collapse: collapse }
th, td { border-bottom: 1px solid #999; padding: 2mm }
.emergency { background: #222; color: #fff; padding: 3mm }
.small { font-size: 8pt }
"""


def plain_markup(content: dict[str, Any]) -> str:
    """The same words as the real handout, without its layout."""

    def items(rows: list[str]) -> str:
        return "".join(f"<li>{escape(row)}</li>" for row in rows)

    def card(item: dict[str, Any]) -> str:
        lines = [item["what"], *(f"{why['text']} {why['word']}" for why in item["why"]), *item.get("how", [])]
        more = items([*item.get("steps", []), *item["watch"]])
        return f"<div class=card><h3>{escape(item['name'])}</h3><p>{escape(' '.join(lines))}</p><ul>{more}</ul></div>"

    cells = "".join(
        f"<tr><th>{escape(row['name'])}</th>"
        + "".join(f"<td>{cell['amount']} {cell['food']}</td>" if cell else "<td></td>" for cell in row["cells"])
        for row in content["day"]["rows"]
    )
    apart = items([f"{row['pair']}: {row['hours']}. {row['text']}" for row in content["apart"]])
    stop = items([f"{row['item']}: {row['text']}" for row in content["stop"]])
    cards = "".join(card(item) for item in [*content["items"], *content["steps"]])
    studies = items([f"{one['text']}, {one['number']}" for one in content["references"]])
    head = f"<b>{escape(content['sender']['name'])}</b><span>{escape(', '.join(content['sender']['contact']))}</span>"
    slots = "".join(f"<th>{slot['name']}</th>" for slot in content["day"]["slots"])
    return f"""<html lang=en><title>{escape(content["document_title"])}</title><body>
<div class=head>{head}</div><h1>{escape(content["title"])}</h1>
<p>{escape(content["patient_name"])}, {content["date"]}</p><table><tr><th></th>{slots}</tr>{cells}</table>
<div class=side><h2>Keep apart</h2><ul>{apart}</ul></div>
<div class=side><h2>Stop and call us if</h2><ul>{stop}</ul></div>
<div class=emergency><b>{content["emergency"]["number"]}</b><p>{escape(content["emergency"]["line"])}</p></div>
<p>{escape(" ".join(content["again"]))}</p><h2>What each one is for</h2><div class=cards>{cards}</div>
<div class=foot><ol class=small>{studies}</ol></div></body></html>"""


def plain(content: dict[str, Any]) -> bytes:
    """WeasyPrint as its first example shows it."""
    import weasyprint

    style = weasyprint.CSS(string=PLAIN_STYLE)
    document = weasyprint.HTML(string=plain_markup(content))
    data: bytes = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return data


def answer(connection: Connection) -> None:
    """Print every content that arrives and send back how many seconds that took; None ends it."""
    while (content := connection.recv()) is not None:
        started = time.perf_counter()
        plain(content)
        connection.send(time.perf_counter() - started)
