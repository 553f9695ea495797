"""What a PhD opens: the career paths that often ask for one, and those where it is a plus."""

from __future__ import annotations

from bot.citations import Evidence, Paragraph
from bot.compose.draft import Draft, tellable
from bot.compose.paths import line_of, lowered
from bot.gather import Findings, Sections, record_of
from bot.naming import title_in
from bot.understand import Request
from knowledge.keywords import query_stems
from knowledge.records import Passage
from prompts import reply

_PLUS = "a plus"


def with_phd(request: Request, findings: Findings) -> Draft:
    """Each path that often asks for one with the sentence of its page that says so, and the others by name."""
    asked = [path for path in findings.paths if record_of(path).phd != _PLUS]
    plus = [lowered(title_in(path, request.language)) for path in findings.paths if record_of(path).phd == _PLUS]
    every = findings.every_path
    lead = reply(request.language, "overview.phd", asked=len(asked), plus=len(plus), paths=every)
    told = [line_of(request, path, _says_so(findings.sections[record_of(path).id])) for path in asked]
    also = [Paragraph(reply(request.language, "overview.phd_plus", names=", ".join(plus)))] if plus else []
    close = Paragraph(reply(request.language, "overview.close"))
    return Draft([Paragraph(lead), *told, *also, close])


def _says_so(sections: Sections) -> Evidence | None:
    """The sentence about degrees that speaks of a PhD."""
    every: list[tuple[Passage, int]] = tellable(sections.get("entry", ()))
    found = next((said for said in every if "phd" in query_stems(said[0].quote(said[1]))), None)
    return Evidence(found[0], found[1], found[1]) if found else None
