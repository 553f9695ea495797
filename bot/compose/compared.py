"""Things side by side: a column each, a row for each matter, and which has more of it where that is certain."""

from __future__ import annotations

from collections.abc import Iterator

from bot.citations import Evidence, Paragraph, Piece, Table
from bot.compose.draft import LANGUAGE_NAMES, Draft, quoted
from bot.foremost import amount_in, foremost
from bot.gather.beside import Row
from bot.gather.compared import Compared
from bot.gather.places import Said, Side
from bot.measured import KIND_OF
from bot.tables.values import readable
from bot.understand import Request
from prompts import replies, reply

_LONGEST_NAME = 80


def compare(request: Request, compared: Compared) -> Draft:
    """What the sources say of each thing, side by side; of what they do not know that they do not."""
    language = request.language
    unknown = [Paragraph(reply(language, "silent.unknown", name=name)) for name in compared.unknown]
    told = any(cell for row in compared.rows for cell in row.cells)
    if not told:
        asked = compared.rows[0].kind if compared.rows else None
        silence = unknown or [Paragraph(reply(language, f"silent.{asked or 'nothing'}"))]
        return Draft([*silence, Paragraph(reply(language, "silent.ask"))], "abstained")
    rows = tuple((_label(request, row), tuple(_cells(request, compared, row))) for row in compared.rows)
    table = Table(tuple(_name(side) for side in compared.sides), rows)
    verdict = list(_verdict(request, compared))
    lead: list[Piece] = [*unknown] or [*verdict] or [Paragraph(reply(language, "compared.lead"))]
    return Draft([*lead, table], "abstained" if unknown else "answered")


def _name(side: Side) -> str:
    return side.name if len(side.name) <= _LONGEST_NAME else f"{side.name[:_LONGEST_NAME].rsplit(None, 1)[0]} …"


def _label(request: Request, row: Row) -> str:
    """What the row is of; a name that the sources themselves give it stands in bold."""
    key = f"compared.{row.kind or row.label}"
    return reply(request.language, key) if key in replies(request.language) else f"**{row.label}**"


def _cells(request: Request, compared: Compared, row: Row) -> Iterator[Paragraph]:
    for side, cell in zip(compared.sides, row.cells, strict=True):
        if cell is not None:
            yield Paragraph(_quote(request, cell), Evidence(cell.passage, cell.number, cell.number))
        else:
            yield Paragraph(reply(request.language, "compared.silent" if side.place else "compared.unknown"))


def _quote(request: Request, said: Said) -> str:
    """A sentence as it stands; of a cell what it holds, as it is told in the reader's language."""
    if said.column is None:
        return quoted(request, said.passage, said.number)
    text = readable(said.text, request.language)
    text = f"{said.label}: {text}" if text.replace(".", "").replace(",", "").strip().isdigit() else text
    if said.passage.language == request.language:
        return text
    language = reply(request.language, f"frame.{LANGUAGE_NAMES[said.passage.language]}")
    return reply(request.language, "frame.foreign_point", language=language, quote=text)


def _verdict(request: Request, compared: Compared) -> Iterator[Paragraph]:
    """Which has more of what is measured, if each of them says so much of it, and says it outright."""
    measure = compared.measure
    row = next((row for row in compared.rows if measure and row.kind == KIND_OF[measure] and row.sure), None)
    if measure is None or row is None:
        return
    cells = [cell for cell in row.cells if cell]
    if len(cells) < len(row.cells):
        return
    amounts = [amount_in(cell.text, measure, cell.unit) for cell in cells]
    which = foremost(amounts, most=compared.most, measure=measure)
    if which is None:
        return
    borne_out = tuple(Evidence(cell.passage, cell.number, cell.number) for cell in cells)
    if which < 0:
        text = reply(request.language, "compared.same")
    else:
        key = f"compared.{'most' if compared.most else 'least'}_{measure}"
        text = reply(request.language, key, name=f"**{compared.sides[which].short or _name(compared.sides[which])}**")
    yield Paragraph(text, borne_out[0], more=borne_out[1:])
