"""Vacancies of partners over HTTP: posted with a key, shown after approval, withdrawn at once."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from console.desk import Asked, act
from console.offers import Offer, OfferWrong, read_offer
from console.partners import NotDone, Partner, Partners
from console.postings import Posting, Postings, State
from console.publishing import as_read, publish_approved
from console.requests import MOST_A_DAY, Answered, KeyReused, Requests
from knowledge.library import Library

LARGEST_BODY = 64_000
_PATH = "/api/partner/vacancies"
_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": Offer.model_json_schema()}}},
    "responses": {
        "200": {"description": "It was posted before and has not changed."},
        "401": {"description": "There is no key, or it is no partner's."},
        "403": {"description": "The partner was withdrawn."},
        "409": {"description": "The Idempotency-Key came before, with another body."},
        "413": {"description": f"The body is larger than {LARGEST_BODY} bytes."},
        "422": {"description": "A field is wrong; the detail names it and says why."},
        "429": {"description": f"More than {MOST_A_DAY} postings in a day."},
    },
}
# Two requests with one Idempotency-Key must not both be the first.
_POSTING = threading.Lock()
_bearer = HTTPBearer(auto_error=False, description="The key that `opinno partner add` printed.")
_SENT: Any = Depends(_bearer)

_Key = Annotated[str | None, Header(min_length=1, max_length=200)]
Item = dict[str, Any]


def router(library: Library, today: Callable[[], date]) -> APIRouter:
    """The routes for partners."""
    routes = APIRouter(tags=["partners"])
    engine = library.catalogue.engine
    partners, postings, requests = Partners(engine), Postings(engine), Requests(engine)

    def known(said: HTTPAuthorizationCredentials | None = _SENT) -> Partner:
        partner = partners.by_key(said.credentials if said else "")
        if partner is None:
            raise HTTPException(401, "This needs the key of a partner.", {"WWW-Authenticate": "Bearer"})
        if partner.withdrawn:
            raise HTTPException(403, "This partner was withdrawn; the guide takes no vacancies from it.")
        return partner

    of_partner: Any = Depends(known)

    # Read only once the key is known to be right.
    async def small_body(request: Request, _: Partner = of_partner) -> bytes:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise HTTPException(413, f"The body is larger than {LARGEST_BODY} bytes.")
        return body

    its_body: Any = Depends(small_body)

    @routes.post(_PATH, status_code=201, openapi_extra=_BODY)
    def post(partner: Partner = of_partner, body: bytes = its_body, idempotency_key: _Key = None) -> JSONResponse:
        """Post a vacancy, or change the one with the same reference. Shown once an adviser has approved it."""
        day, digest = today(), hashlib.sha256(body).hexdigest()
        with _POSTING:
            before = _answered(requests, partner, idempotency_key, digest)
            if before is None:
                _refuse_too_many(requests, partner, day)
                fields = _offered(body, day)
                posting, outcome = postings.offer(partner, fields, day)
                before = Answered(200 if outcome == "unchanged" else 201, _told(library, posting, partner, day))
                if before.status == 201 or idempotency_key is not None:
                    requests.keep(partner, day, idempotency_key, digest, before)
        if before.answer["state"] == "visible" and before.status == 201:
            # The partner went back to what was approved before.
            publish_approved(library, day, partner)
        headers = {"Location": f"{_PATH}/{before.answer['id']}", "Cache-Control": "no-store"}
        return JSONResponse(before.answer, before.status, headers)

    @routes.get(_PATH)
    def mine(
        partner: Partner = of_partner,
        state: State | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Item:
        """One's own postings, newest first."""
        total, found = postings.page(partner, today(), state, limit, offset)
        following = {**({"state": state} if state else {}), "limit": limit, "offset": offset + limit}
        return {
            "total": total,
            "items": [in_short(posting, today()) for posting in found],
            "next": f"{_PATH}?{urlencode(following)}" if offset + limit < total else None,
        }

    @routes.get(_PATH + "/{id}")
    def one(id: str, partner: Partner = of_partner) -> Item:
        """One of one's own postings, as the guide reads it."""
        return _told(library, _mine(postings, id, partner), partner, today())

    @routes.delete(_PATH + "/{id}", status_code=204)
    def withdraw(id: str, partner: Partner = of_partner) -> Response:
        """Take a posting back, at once."""
        postings.withdraw(_mine(postings, id, partner).id, partner.name)
        publish_approved(library, today(), partner)
        return Response(status_code=204)

    return routes


def side_door(library: Library, today: Callable[[], date]) -> APIRouter:
    """The way in for `opinno partner` and `opinno vacancies` on the same machine, while the server has the library."""
    routes = APIRouter()

    @routes.post("/side-door/vacancies", include_in_schema=False)
    def at_the_desk(body: Asked, authorization: Annotated[str, Header()] = "") -> Item:
        key = library.ownership.owner.key
        if not key or not secrets.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise HTTPException(403, "This door is for `opinno` on the server itself.")
        try:
            return act(library, today(), body)
        except NotDone as error:
            raise HTTPException(422, str(error)) from error

    return routes


def in_short(posting: Posting, today: date) -> Item:
    """A posting on one line of a list."""
    return {
        "id": posting.id,
        "reference": posting.reference,
        "state": posting.state(today),
        "visible": posting.is_visible(today),
        "reason": posting.reason,
        "title": posting.offered["title"],
        "posted": posting.posted.isoformat(),
        "shown_until": posting.until.isoformat(),
    }


def _told(library: Library, posting: Posting, partner: Partner, today: date) -> Item:
    return {**in_short(posting, today), "vacancy": as_read(library, posting, partner, today)}


def _mine(postings: Postings, id: str, partner: Partner) -> Posting:
    try:
        return postings.one(id, partner)
    except NotDone as error:
        raise HTTPException(404, "You have posted no such vacancy.") from error


def _answered(requests: Requests, partner: Partner, key: str | None, body: str) -> Answered | None:
    try:
        return requests.answered(partner, key, body) if key is not None else None
    except KeyReused as error:
        raise HTTPException(409, "This Idempotency-Key came before, with another body.") from error


def _offered(body: bytes, today: date) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not valid JSON.") from error
    try:
        return read_offer(said, today)
    except OfferWrong as error:
        raise HTTPException(422, str(error)) from error


def _refuse_too_many(requests: Requests, partner: Partner, day: date) -> None:
    if requests.has_posted_enough(partner, day):
        moment = datetime.now()
        midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time())
        wait = str(int((midnight - moment).total_seconds()) + 1)
        raise HTTPException(429, f"At most {MOST_A_DAY} postings a day are taken in.", {"Retry-After": wait})
