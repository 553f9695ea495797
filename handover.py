"""Work that is handed to the server which holds the library, because one process at a time may open it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

from knowledge.ownership import Owner, owner_of

_ANSWER_WITHIN = 60.0
# One large document may take minutes to embed, and says nothing meanwhile.
_QUIET_FOR = 1800.0

Progress = Callable[[int, int, str], None]


class HandOverFailed(Exception):
    """The server did not do the work; the text says why."""


def server_of(folder: Path) -> Owner | None:
    """The server that holds a library, if there is one and it listens."""
    owner = owner_of(folder)
    return owner if owner and owner.address else None


def post(owner: Owner, path: str, body: dict[str, Any]) -> Any:
    """What the server's public surface answers, as JSON. Raises HandOverFailed."""
    try:
        response = httpx.post(f"{owner.address}{path}", json=body, timeout=_ANSWER_WITHIN, trust_env=False)
    except httpx.HTTPError as error:
        raise HandOverFailed(f"{_server(owner)} did not answer: {error}.") from error
    if response.is_error:
        raise HandOverFailed(response.json().get("detail", "The server refused the request."))
    return response.json()


def chat(owner: Owner, body: dict[str, Any], hear: Callable[[str, bool], None]) -> Any:
    """The server's answer to a question, as JSON; `hear` hears its text as it comes. Raises HandOverFailed."""
    address, accept = f"{owner.address}/api/chat", {"Accept": "text/event-stream"}
    try:
        with httpx.stream(
            "POST", address, json=body, headers=accept, timeout=_ANSWER_WITHIN, trust_env=False
        ) as response:
            if response.is_error:
                raise HandOverFailed(json.loads(response.read()).get("detail", "The server refused the request."))
            name = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    said = json.loads(line.removeprefix("data: "))
                    if name == "answer":
                        return said
                    if name in ("text", "replace"):
                        hear(said["delta" if name == "text" else "text"], name == "replace")
    except httpx.HTTPError as error:
        raise HandOverFailed(f"{_server(owner)} did not answer: {error}.") from error
    raise HandOverFailed(f"{_server(owner)} broke off; ask again.")


def ingest(owner: Owner, places: Sequence[str], progress: Progress) -> tuple[dict[str, Any], bool]:
    """The report of a run in the server, and whether a place was unreachable. Raises HandOverFailed."""
    # The server may have been started elsewhere, so paths go absolute.
    body = {"places": [place if "://" in place else os.path.abspath(place) for place in places]}
    headers = {"Authorization": f"Bearer {owner.key}"}
    address = f"{owner.address}/side-door/ingest"
    try:
        with httpx.stream("POST", address, json=body, headers=headers, timeout=_QUIET_FOR, trust_env=False) as response:
            for line in response.iter_lines():
                said = json.loads(line)
                if "report" in said:
                    return said["report"], said["unreachable"]
                if "done" not in said:
                    raise HandOverFailed(said.get("error") or said.get("detail") or "The server refused the request.")
                progress(said["done"], said["of"], said["address"])
    except httpx.HTTPError as error:
        raise HandOverFailed(f"{_server(owner)} broke off: {error}. Run it again to complete it.") from error
    raise HandOverFailed("The server broke off before the run ended; run it again to complete it.")


def at_the_desk(owner: Owner, asked: dict[str, Any]) -> dict[str, Any]:
    """What the server answers to something asked about partners and their vacancies. Raises HandOverFailed."""
    headers = {"Authorization": f"Bearer {owner.key}"}
    address = f"{owner.address}/side-door/vacancies"
    try:
        response = httpx.post(address, json=asked, headers=headers, timeout=_QUIET_FOR, trust_env=False)
        said = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise HandOverFailed(f"{_server(owner)} did not answer: {error}.") from error
    if response.is_error:
        raise HandOverFailed(said.get("detail", "The server refused the request."))
    return dict(said)


def _server(owner: Owner) -> str:
    return f"The server that holds the library (process {owner.process})"
