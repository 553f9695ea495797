"""Document -> passages along its headings, each with the sentences that can be quoted from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.prose import is_prose
from knowledge import front_matter
from knowledge.catalogue import document_id
from knowledge.library import Piece
from knowledge.plain import cells_of, plain
from knowledge.records import Document, Passage, Sentence
from knowledge.sentences import sentence_spans

# Long enough to read as a whole, short enough to be about one thing. See docs/decisions.md, "Passages".
_LONGEST_PASSAGE = 1000
_LONGEST_QUESTION_AS_HEADING = 160
_LONGEST_ROW_HEADER = 300
# What a model reads of one sentence, or of what it stands under: as much as the longest sentence. A model's work
# grows with the square of it, and a row of a table may be a whole page.
_LONGEST_TO_EMBED = 600
# Two lines of as many cells may be chance.
_FEWEST_ROWS = 3
_MARKDOWN = MarkdownIt("commonmark").enable("table")
# What a Markdown parser takes for the end of a line.
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKER = re.compile(r"[\s>|]*(?:(?:[-+*]|\d{1,3}[.)])\s+)?")


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of the text that belongs together: a paragraph, a list item, a row of a table.

    `role` is heading, row, field (of the front matter) or paragraph; list items are paragraphs that start
    after their mark. The first row of a table knows where the table's head begins: `top`.
    """

    start: int
    end: int
    role: str
    header: str = ""
    level: int = 0
    top: int | None = None


def split(document: Document) -> list[Piece]:
    """The document's passages in reading order. Every passage and sentence is a verbatim stretch of its text."""
    pieces: list[Piece] = []
    used: set[str] = set()
    for path, blocks in (*_sections(document.text), *_key_facts(document)):
        headings = path[1:] if path[:1] == (document.title,) else path
        for run in _runs(blocks):
            piece = _piece(document, headings, run)
            if piece.texts and piece.passage.id not in used:
                used.add(piece.passage.id)
                pieces.append(piece)
    return pieces or _only_a_title(document)


def _piece(document: Document, headings: tuple[str, ...], blocks: Sequence[_Block]) -> Piece:
    first, end = blocks[0], blocks[-1].end
    # A row says little without the names of its columns, and whoever asks uses them.
    start = first.start if first.top is None else first.top
    text = document.text[start:end]
    spans: list[Sentence] = []
    texts: list[tuple[str, str]] = []
    for block in blocks:
        for span in _sentences(document.text, block):
            spans.append(Sentence(span.start - start, span.end - start))
            texts.append(_to_embed(document, headings, block, document.text[span.start : span.end]))
    heading = " > ".join(headings)
    identity = document_id(document.source, document.address)
    # All that is embedded is part of the id, so that a vector known by an id is never one of other words.
    content = "\0".join((document.title, heading, text, *(part for pair in texts for part in pair)))
    passage = Passage(
        id=f"{identity}.{hashlib.sha256(content.encode()).hexdigest()[:16]}",
        document_id=identity,
        title=document.title,
        heading=heading,
        address=document.address,
        link=document.link,
        kind=document.kind,
        language=document.language,
        text=text,
        sentences=tuple(spans),
        checked=document.checked,
        work=document.work,
        expires=document.expires,
    )
    return Piece(passage, tuple(texts))


def _to_embed(document: Document, headings: tuple[str, ...], block: _Block, sentence: str) -> tuple[str, str]:
    """What a sentence stands under, and the sentence: alone it often lacks its subject."""
    above = [document.title, *headings[-1:], block.header]
    context = ". ".join(part for part in dict.fromkeys(map(plain, above)) if part)
    said = plain(front_matter.meant_by(sentence) if block.role == "field" else sentence)
    return context[:_LONGEST_TO_EMBED], said[:_LONGEST_TO_EMBED]


def _sections(text: str) -> Iterator[tuple[tuple[str, ...], list[_Block]]]:
    """The blocks under each heading, with the headings above them."""
    path: list[tuple[int, str]] = []
    blocks: list[_Block] = []
    for block in _with_questions_as_headings(text, list(_blocks(text))):
        if block.role != "heading":
            blocks.append(block)
            continue
        if blocks:
            yield tuple(title for _, title in path), blocks
        path = [(level, title) for level, title in path if level < block.level]
        path.append((block.level, plain(text[block.start : block.end].strip("#=- \n"))))
        blocks = []
    if blocks:
        yield tuple(title for _, title in path), blocks


def _with_questions_as_headings(text: str, blocks: list[_Block]) -> Iterator[_Block]:
    """Interviews and lists of questions set their headings as plain paragraphs that end in a question mark."""
    level = 7
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        body = plain(text[block.start : block.end])
        asks = body.endswith("?") and len(body) <= _LONGEST_QUESTION_AS_HEADING and "\n\n" not in body
        alone = block.role == "paragraph" and len(sentence_spans(body)) == 1
        if asks and alone and following is not None and following.role != "heading" and not _asks(text, following):
            yield replace(block, role="heading", level=level)
        else:
            yield block


def _asks(text: str, block: _Block) -> bool:
    return text[block.start : block.end].rstrip().endswith("?")


def _runs(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    run: list[_Block] = []
    for block in blocks:
        if run and block.end - run[0].start > _LONGEST_PASSAGE:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _sentences(text: str, block: _Block) -> Iterator[Sentence]:
    body = text[block.start : block.end]
    spans = [(0, len(body))] if block.role in ("row", "field") else sentence_spans(body)
    for start, end in spans:
        # What is no words would be found by chance, and is what a model takes longest over.
        if any(character.isalnum() for character in body[start:end]) and is_prose(body[start:end]):
            yield Sentence(block.start + start, block.start + end)


def _key_facts(document: Document) -> Iterator[tuple[tuple[str, ...], list[_Block]]]:
    """The fields of the front matter, each a row: last, because a document opens with its text."""
    if document.kind == "path":
        # Its record and its sections tell them all.
        return
    blocks = [_Block(start, end, "field") for start, end in front_matter.fields(document.text)]
    if blocks:
        yield (front_matter.HEADING[document.language],), blocks


def _blocks(text: str) -> Iterator[_Block]:
    """The blocks of a Markdown text below its front matter, in order, without overlap."""
    ends = front_matter.end_of(text)
    lines = _line_starts(text, ends[2] if ends else 0)
    header, top = "", None
    tokens = _MARKDOWN.parse(text[lines[0] :])
    for number, token in enumerate(tokens):
        if token.map is None:
            continue
        start, end = lines[token.map[0]], lines[token.map[1]]
        match token.type:
            case "heading_open":
                yield from _block(text, start, end, "heading", level=int(token.tag[1]))
            case "paragraph_open":
                yield from _drawn_table(text, start, end) or _question_and_answer(text, start, end)
            case "fence" | "code_block":
                yield from _drawn_table(text, start, end) or _block(text, start, end)
            case "html_block" if not token.content.lstrip().startswith("<!--"):
                yield from _block(text, start, end)
            case "thead_open":
                header = plain(text[start:end].split("\n")[0])[:_LONGEST_ROW_HEADER]
                top = _after_marker(text, start, end) if header else None
            case "tr_open" if not _in_head(tokens, number):
                yield from (replace(block, top=top) for block in _block(text, start, end, "row", header=header))
                top = None


def _drawn_table(text: str, start: int, end: int) -> list[_Block]:
    """The rows of a table that is drawn with strokes, tabs or blanks; none if the lines are no such table."""
    ends = [start + match.end() for match in _LINE_END.finditer(text[start:end])]
    lines = [(a, b) for a, b in pairwise([start, *ends, end]) if text[a:b].strip()]
    widths = {len(cells_of(text[a:b])) for a, b in lines}
    if len(lines) < _FEWEST_ROWS or len(widths) != 1 or widths == {1}:
        return []
    header = plain(text[slice(*lines[0])])[:_LONGEST_ROW_HEADER]
    return [block for a, b in lines for block in _block(text, a, b, "row", header=header)]


def _question_and_answer(text: str, start: int, end: int) -> Iterator[_Block]:
    """A paragraph, whose first line is a block of its own when it asks what the others answer."""
    first_line, line_break, _ = text[start:end].rstrip().partition("\n")
    after = start + len(first_line)
    if line_break and first_line.rstrip().endswith("?") and len(first_line) <= _LONGEST_QUESTION_AS_HEADING:
        yield from _block(text, start, after)
        start = after
    yield from _block(text, start, end)


def _block(
    text: str, start: int, end: int, role: str = "paragraph", *, header: str = "", level: int = 0
) -> Iterator[_Block]:
    start = _after_marker(text, start, end)
    body = text[start:end].rstrip().removesuffix("|").rstrip()
    if body:
        yield _Block(start, start + len(body), role, header, level)


def _after_marker(text: str, start: int, end: int) -> int:
    marker = _MARKER.match(text, start, end)
    return marker.end() if marker else start


def _in_head(tokens: Sequence[Token], number: int) -> bool:
    return tokens[number - 1].type == "thead_open"


def _line_starts(text: str, first: int) -> list[int]:
    return [first, *(line.end() for line in _LINE_END.finditer(text, first)), len(text), len(text)]


def _only_a_title(document: Document) -> list[Piece]:
    """A document with nothing under its headings can still be found by its title, and quoted by it."""
    if document.title not in document.text:
        return []
    start = document.text.index(document.title)
    piece = _piece(document, (), [_Block(start, start + len(document.title), "paragraph")])
    return [piece] if piece.texts else []
