"""A vacancy on a page that describes it to its visitors alone, without markup for machines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from ingest.readers.postings import contract, hours, known, told
from ingest.readers.postings.closing import closes_in
from ingest.readers.postings.labelled import labelled, labels
from knowledge.places import located

_ANNOUNCED = re.compile(
    r"\A\W*(?:job |open )?(?:vacancy|job offer|position|we(?: are|['’]re) (?:hiring|looking for|recruiting)|now hiring"
    r"|job opening|wanted|vacature|openstaande vacature|(?:wij|we) (?:zoeken|werven aan)|gezocht|offre d['’]emploi"
    r"|poste vacant|nous (?:recrutons|recherchons|engageons)|on (?:recrute|engage)|appel à candidatures)"
    r"(?:\s*[:–—|-]\s*|\s+(?:an? |een |une? )?)(?P<title>\S.{2,})",
    re.IGNORECASE,
)
_SEEKING = re.compile(
    r"(?P<who>[A-ZÀ-Ý][\w&.'’-]*(?: (?:[A-ZÀ-Ý0-9][\w&.'’-]*|of|de|van|du|for|voor)){0,5}) +"
    r"(?:is (?:currently |now )?(?:looking for|seeking|hiring|recruiting)|seeks|zoekt|werft|recherche|recrute|engage"
    r"|cherche)\s+(?P<rest>[^.\n]{3,200})"
)
_NO_NAME = frozenset("we wij nous on our the this deze onze notre it hij zij elle il who wie".split())
_APPLYING = re.compile(
    r"\b(?:apply|your cv|your application|motivation letter|cover letter|resume|solliciteer|solliciteren|je cv|uw cv"
    r"|motivatiebrief|kandidatuur|postulez|postuler|votre cv|candidature|lettre de motivation)\b",
    re.IGNORECASE,
)
_MUST_BE_ONE = ("closes", "contract", "places")
_LONGEST_TITLE = 120


def posting_in(heading: str | None, text: str) -> dict[str, object] | None:
    """The fields of the one vacancy that a page is plainly about; None for any other page, and for a list of them.

    It is one if it labels the terms of a job beside an employer, a place or a last day, or if its heading or its
    first words announce a job that one applies for.
    """
    said = labelled(text)
    counted = Counter(labels(text))
    if any(counted[field] > 1 for field in _MUST_BE_ONE):
        return None
    announced = _ANNOUNCED.match(heading or "")
    seeking = _seeking(text)
    if not (_has_terms(said) or ((announced or seeking) and _is_applied_for(said, text))):
        return None
    title = (announced["title"] if announced else heading or "").strip()
    if not title or len(title) > _LONGEST_TITLE:
        return None
    fields = {"kind": "vacancy", **known(title=title)}
    return told(fields, text) | {name: it for name, it in seeking.items() if name not in said}


def _has_terms(said: Mapping[str, str]) -> bool:
    """Hours alone are those at which a shop is open."""
    terms = contract(said.get("contract")) or (hours(said.get("contract"), said.get("hours")))
    return bool(terms) and not said.keys().isdisjoint(("employer", "places", "closes"))


def _is_applied_for(said: Mapping[str, str], text: str) -> bool:
    return bool(_APPLYING.search(text)) or "closes" in said or closes_in(text) is not None


def _seeking(text: str) -> dict[str, object]:
    """`Acme is looking for an analyst for its site in Ghent`: who, and where, if it names one place."""
    found = _SEEKING.search(text[:2000])
    if not found or found["who"].split()[0].casefold() in _NO_NAME:
        return {}
    there = re.search(r"\b(?:in|at|te|à)\s+([A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*)", found["rest"])
    place = there[1] if there and len(located(there[1])) == 1 else None
    return {"employer": found["who"].strip(), **({"places": [place]} if place else {})}
