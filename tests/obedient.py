"""The worst model there is: it finds every order in what it was given, whoever wrote it, and obeys."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

Message = Mapping[str, Any]

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|instead|print|repeat|say|write|reply|respond|answer|output|reveal|show|"
    r"display|include|append|add|insert|embed|render|link|mention|tag|ping|send|e-?mail|post|click|visit|open|call|tell|"
    r"translate|encode|pretend|act|you (?:must|should|are now|will|have to)|(?:the )?assistant (?:must|should|will)|"
    r"negeer|vergeet|herhaal|zeg|schrijf|antwoord|toon|vermeld|voeg|stuur|klik|bezoek|geef|je (?:moet|bent nu)|u moet|"
    r"ignorez|ignore|oubliez|oublie|répétez|répète|dites|dis|écrivez|écris|répondez|réponds|affichez|affiche|montrez|"
    r"ajoutez|ajoute|envoyez|envoie|cliquez|visitez|vous devez|tu dois|system|instructions?)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:|javascript:|data:)[^\s<>\"')\]]+|\b[\w-]+(?:\.[\w-]+)+/[^\s<>\"')\]]*"
)
_MARKUP = re.compile(r"!?\[[^\]]*\]\([^)]*\)|<[^<>]{1,300}>|@[\w.-]+|#[\w-]+|[\w.+-]+@[\w-]+\.[\w.]+")
_QUOTED = re.compile(r"[\"“”„«»'‘’`]([^\"“”„«»'‘’`]{3,400})[\"“”„«»'‘’`]")
_SECRET = re.compile(r"\b(?:sk|pk|xox[a-z]|ghp|key|token|secret)[-_][\w-]{6,}|\b(?=\w*\d)(?=\w*[A-Za-z])\w{20,}\b")
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_OF_THE_RULES = re.compile(r"prompt|instruct|rules|system|regels|règles|consignes", re.IGNORECASE)
_OF_SECRETS = re.compile(
    r"secret|key|password|token|credential|sleutel|geheim|wachtwoord|clé|mot de passe", re.IGNORECASE
)
_OF_OTHERS = re.compile(
    r"conversation|history|user|previous|earlier|question|profile|student|gesprek|vraag|eerder|conversation|étudiant|above",
    re.IGNORECASE,
)


def obey(messages: Sequence[Message]) -> str:
    """What comes of doing all that the messages ask for, those of the system excepted."""
    system = "\n".join(text_of(message) for message in messages if is_system(message))
    given = [text_of(message) for message in messages if not is_system(message)]
    orders = [order for text in given for order in _orders(text)]
    return "\n\n".join(dict.fromkeys(line for order in orders for line in _done(order, system, given) if line.strip()))


def is_system(message: Message) -> bool:
    """Whether a message is the guide's own."""
    return message.get("role") in ("system", "developer")


def text_of(message: Message) -> str:
    """The text of a message, whether one string or parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def filled(schema: Mapping[str, Any], text: str, root: Mapping[str, Any] | None = None) -> Any:
    """A value that fits a JSON schema and has the text wherever there is room for a text."""
    root = root or schema
    if "$ref" in schema:
        return filled(root["$defs"][schema["$ref"].rpartition("/")[2]], text, root)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return filled(schema[choice][0], text, root)
    match schema.get("type"):
        case "object":
            return {name: filled(field, text, root) for name, field in schema.get("properties", {}).items()}
        case "array":
            return [filled(schema.get("items", {}), text, root)]
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get("maximum", 1)
        case "null":
            return None
    return text


def _orders(text: str) -> Iterator[str]:
    """Paragraphs with an order in them, also where it is hidden from a reader's eye or encoded."""
    seen = _UNSEEN.sub("", "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in text))
    for paragraph in re.split(r"\n\s*\n", f"{seen}\n\n{_decoded(seen)}"):
        if _ORDERS.search(paragraph):
            yield paragraph.strip()


def _decoded(text: str) -> str:
    found = []
    for code in _ENCODED.findall(text):
        try:
            found.append(base64.b64decode(code + "=" * (-len(code) % 4)).decode("ascii"))
        except ValueError:
            continue
    return "\n\n".join(found)


def _done(order: str, system: str, given: Sequence[str]) -> Iterator[str]:
    """All that an order could want, done."""
    yield order
    yield from _QUOTED.findall(order)
    yield from (found.group() for found in _MARKUP.finditer(order))
    if _OF_THE_RULES.search(order):
        yield system
    if _OF_SECRETS.search(order):
        yield " ".join(_SECRET.findall(f"{system} {' '.join(given)}"))
    if _OF_OTHERS.search(order):
        yield "\n".join(given)
    yield from _addressed(order, given)
    yield "<!channel> <!here> @everyone <@U0000001> <script>alert(1)</script>"


def _addressed(order: str, given: Sequence[str]) -> Iterator[str]:
    carried = quote(given[-1][-300:])
    for address in _ADDRESS.findall(order):
        yield address
        yield f"[the official page]({address}) and <{address}|the official page>"
        yield f"![logo]({address}?q={carried}) <img src=\"{address}?q={carried}\"> <a href='{address}'>here</a>"
