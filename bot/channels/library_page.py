"""A document as a plain page, so that a reader can see a quote in its place."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt

from bot.channels.outward import honest, link
from knowledge import front_matter
from knowledge.records import Document, Reference

# Documents come from anywhere: their HTML is shown as text and their images are left out.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_WORDS = {
    "en": ("Sources", "Checked on", "Example: an invented vacancy of an invented employer."),
    "nl": ("Bronnen", "Nagekeken op", "Voorbeeld: een verzonnen vacature van een verzonnen werkgever."),
    "fr": ("Sources", "Vérifié le", "Exemple : une offre inventée d'un employeur inventé."),
}


def page(document: Document) -> str:
    """The document as a complete HTML page without scripts."""
    text = front_matter.below(document.text)
    sources, checked, example = _WORDS[document.language]
    title = "" if text.lstrip().startswith("# ") else f"<h1>{escape(document.title)}</h1>"
    note = f"<p><strong>{escape(example)}</strong></p>" if getattr(document.facts, "example", False) else ""
    references = "".join(f"<li>{_reference(reference)}</li>" for reference in document.references)
    listed = f"<h2>{sources}</h2><ul>{references}</ul>" if references else ""
    return (
        f'<!doctype html><html lang="{document.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(document.title)}</title><link rel="stylesheet" href="/page.css">'
        # Without an icon a browser asks for one that is not there.
        '<link rel="icon" href="data:,"></head>'
        f'<body class="document"><main>{note}{title}{_rendered(text)}{listed}'
        f"<p><small>{checked} {document.checked.isoformat()} · {escape(document.address)}</small></p>"
        "</main></body></html>"
    )


def _rendered(text: str) -> str:
    return str(_MARKDOWN.renderer.render(honest(_MARKDOWN.parse(text)), _MARKDOWN.options, {}))


def _reference(reference: Reference) -> str:
    words = ", ".join(part for part in (reference.publisher, reference.title, reference.as_of) if part)
    return link(reference.address or "", words)
