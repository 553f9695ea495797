"""Findings -> the paragraphs of an answer, made of sentences that stand in the sources. No model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.compose import compared, fixed, listings, orientation, paths, questions, rows, vacancies
from bot.compose.draft import Draft
from bot.compose.several import several
from bot.compose.with_phd import with_phd
from bot.gather import Findings
from bot.understand import Purpose, Request

__all__ = ["Draft", "compose"]

_COMPOSERS: Mapping[Purpose, Callable[[Request, Findings], Draft]] = {
    "greeting": fixed.greeting,
    "thanks": fixed.thanks,
    "about": fixed.about,
    "overview": paths.overview,
    "explain": paths.explain,
    "compare": paths.compare,
    "vacancies": vacancies.vacancies,
    "courses": listings.one_of_each,
    "events": listings.one_of_each,
    "question": questions.answer,
}


def compose(findings: Findings) -> Draft:
    """The answer to what was asked, in the language of the question."""
    if findings.compared:
        return compared.compare(findings.request, findings.compared)
    if findings.each:
        return several(findings.request, findings, compose) or compose(replace(findings, each=()))
    if findings.rows and (told := rows.answer(findings.request, findings)):
        return told
    if findings.still_open:
        return vacancies.still_open(findings.request, findings)
    if findings.gone:
        return vacancies.gone(findings.request, findings)
    if findings.request.purpose == "overview" and findings.request.wishes:
        return orientation.orientation(findings.request, findings)
    if findings.request.purpose == "overview" and findings.request.aspect == "salary":
        return paths.pay(findings.request, findings)
    if findings.request.purpose == "overview" and findings.request.paths:
        return paths.each(findings.request, findings)
    if findings.request.purpose == "overview" and findings.request.has_phd:
        return with_phd(findings.request, findings)
    return _COMPOSERS[findings.request.purpose](findings.request, findings)
