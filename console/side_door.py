"""The way in for `opinno ingest` on the same machine: the key lies where only this user can read it."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from console.intake import take_in
from ingest.sources import SourcesWrong
from knowledge.errors import LibraryError
from knowledge.library import Library
from settings import Settings

log = logging.getLogger(__name__)


class Places(BaseModel):
    """What `opinno ingest` hands over while the server holds the library."""

    places: list[str]


def router(library: Library, settings: Settings) -> APIRouter:
    """The door."""
    routes = APIRouter()

    @routes.post("/side-door/ingest", include_in_schema=False)
    def ingest(body: Places, authorization: Annotated[str, Header()] = "") -> StreamingResponse:
        owner = library.ownership.owner
        if not owner.key or not secrets.compare_digest(authorization.encode(), f"Bearer {owner.key}".encode()):
            raise HTTPException(403, "This door is for `opinno ingest` on the server itself.")
        return StreamingResponse(_ingested(library, body.places, settings), media_type="application/x-ndjson")

    return routes


def _ingested(library: Library, places: list[str], settings: Settings) -> Iterator[str]:
    """One JSON object a line: `{"done", "of", "address"}` as it goes on, and last `{"report"}` or `{"error"}`."""
    lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()

    def work() -> None:
        try:
            report = take_in(
                library,
                settings,
                places,
                lambda done, of, address: lines.put({"done": done, "of": of, "address": address}),
            )
            lines.put({"report": report.as_json(), "unreachable": bool(report.unreachable)})
        except (LibraryError, SourcesWrong) as error:
            lines.put({"error": str(error)})
        except Exception:
            log.exception("an ingest failed")
            lines.put({"error": "The run failed; the server's log has the details. What was read before is safe."})
        finally:
            lines.put(None)

    # Daemonic: a reader who goes away must not keep the run from ending, nor the run the server.
    Thread(target=work, daemon=True).start()
    while (line := lines.get()) is not None:
        yield json.dumps(line) + "\n"
