"""What the commands ask about partners and their vacancies, done on an open library: here or in the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from console import drop
from console.partners import NotDone, Partner, Partners
from console.postings import Posting, Postings
from console.publishing import as_read, publish_approved
from knowledge.library import Library

Told = dict[str, Any]


class Asked(BaseModel):
    """One thing to do, with what it needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Literal["add", "list", "renew", "withdraw", "drop", "waiting", "show", "approve", "refuse"]
    name: str = ""
    contact: str | None = None
    keep: bool = False
    file: str = ""
    complete: bool = False
    ids: tuple[str, ...] = ()
    """Of postings, each with the edition that was looked at: `id` or `id.2`."""
    reason: str = ""
    by: str = ""


def act(library: Library, today: date, asked: Asked) -> Told:
    """Do what is asked. Raises NotDone with the reason if it cannot be done."""
    return _ACTS[asked.do](_Desk(library, today), asked)


class _Desk:
    """A library with what partners have in it, on a day."""

    def __init__(self, library: Library, today: date) -> None:
        self.library, self.today = library, today
        self.partners, self.postings = Partners(library.catalogue.engine), Postings(library.catalogue.engine)

    def in_full(self, posting: Posting) -> Told:
        partner = self.partners.named(posting.partner)
        return {**self.in_short(posting), "vacancy": as_read(self.library, posting, partner, self.today)}

    def in_short(self, posting: Posting) -> Told:
        return {
            "id": f"{posting.id}.{posting.edition}",
            "partner": posting.partner,
            "reference": posting.reference,
            "state": posting.state(self.today),
            "visible": posting.is_visible(self.today),
            "changes": _changes(posting),
            "title": posting.offered["title"],
            "employer": posting.offered["employer"],
            "posted": posting.posted.isoformat(),
            "shown_until": posting.until.isoformat(),
            "decisions": [dict(decision) for decision in posting.decisions],
        }

    def published(self, partner: str) -> None:
        publish_approved(self.library, self.today, self.partners.named(partner))


def _add(desk: _Desk, asked: Asked) -> Told:
    key = desk.partners.add(asked.name, asked.contact)
    return {"name": desk.partners.named(asked.name).name, "key": key}


def _list(desk: _Desk, _: Asked) -> Told:
    return {"partners": [_partner_told(desk, partner) for partner in desk.partners.every()]}


def _partner_told(desk: _Desk, partner: Partner) -> Told:
    states = [posting.state(desk.today) for posting in desk.postings.of(partner)]
    return {
        "name": partner.name,
        "contact": partner.contact,
        "added": partner.added.date().isoformat(),
        "withdrawn": partner.withdrawn.date().isoformat() if partner.withdrawn else None,
        "waiting": states.count("waiting"),
        "visible": states.count("visible"),
    }


def _renew(desk: _Desk, asked: Asked) -> Told:
    key = desk.partners.renew(asked.name)
    return {"name": desk.partners.named(asked.name).name, "key": key}


def _withdraw(desk: _Desk, asked: Asked) -> Told:
    partner = desk.partners.withdraw(asked.name)
    taken = desk.postings.withdraw_partner(partner, asked.by, keep=asked.keep)
    desk.published(partner.name)
    return {"name": partner.name, "withdrawn": taken}


def _drop(desk: _Desk, asked: Asked) -> Told:
    partner = desk.partners.named(asked.name)
    return drop.read_file(desk.library, partner, Path(asked.file), desk.today, complete=asked.complete).as_json()


def _waiting(desk: _Desk, _: Asked) -> Told:
    return {"waiting": [desk.in_short(posting) for posting in desk.postings.waiting(desk.today)]}


def _show(desk: _Desk, asked: Asked) -> Told:
    return {"shown": [desk.in_full(desk.postings.one(_parted(id)[0])) for id in asked.ids]}


def _approve(desk: _Desk, asked: Asked) -> Told:
    def approve(id: str) -> Posting:
        own, edition = _parted(id)
        return desk.postings.approve(own, asked.by, desk.today, edition)

    return _each(desk, asked, approve)


def _refuse(desk: _Desk, asked: Asked) -> Told:
    return _each(desk, asked, lambda id: desk.postings.refuse(_parted(id)[0], asked.by, asked.reason, desk.today))


def _each(desk: _Desk, asked: Asked, decide: Callable[[str], Posting]) -> Told:
    """Every decision that can be taken; what cannot is told with its reason and hinders no other."""
    done: list[Told] = []
    failed: list[Told] = []
    for id in dict.fromkeys(asked.ids):
        try:
            done.append(desk.in_short(decide(id)))
        except NotDone as error:
            failed.append({"id": id, "reason": str(error)})
    for partner in sorted({one["partner"] for one in done}):
        desk.published(partner)
    return {"done": done, "failed": failed}


def _parted(id: str) -> tuple[str, int | None]:
    """The id of a posting and, if it is told, the edition that somebody looked at."""
    own, _, edition = id.strip().partition(".")
    return own, int(edition) if edition.isdecimal() else None


def _changes(posting: Posting) -> list[str]:
    """The fields in which what waits differs from what is shown."""
    if posting.kept != "waiting" or not posting.approved:
        return []
    return sorted(_different(posting.approved["fields"], posting.offered))


def _different(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


_ACTS: Mapping[str, Callable[[_Desk, Asked], Told]] = {
    "add": _add,
    "list": _list,
    "renew": _renew,
    "withdraw": _withdraw,
    "drop": _drop,
    "waiting": _waiting,
    "show": _show,
    "approve": _approve,
    "refuse": _refuse,
}
