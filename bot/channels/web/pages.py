"""The pages that come with the guide, and the one file that other sites put on theirs."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from bot.channels.web.sessions import Sites

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_PAGES = {"/": "index.html", "/chat": "chat.html"}
_WIDGET = "widget.js"
_READ = ["GET", "HEAD"]
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=300, must-revalidate"
_STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'; "
)


@dataclass(frozen=True)
class _File:
    """A file as it is sent: read once, packed once."""

    kind: str
    plain: bytes

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.plain, 9, mtime=0)

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.plain).hexdigest()[:16]


def router(folder: Path, sites: Sites) -> APIRouter:
    """The routes of the files in the widget's folder."""
    routes = APIRouter()
    files = {file.name: _File(_TYPES[file.suffix], file.read_bytes()) for file in _served(folder)}

    def page(request: Request) -> Response:
        path = request.url.path
        file = files.get(_PAGES[path])
        if file is None:
            raise HTTPException(404)
        site = request.query_params.get("site", "opinno")
        ancestors = _ancestors(sites.get(site, ()) if path == "/chat" else ())
        return _sent(file, request, {"Content-Security-Policy": _STRICT + ancestors, "Cache-Control": "no-cache"})

    def asset(request: Request) -> Response:
        file = files[request.url.path[1:]]
        # An address with the version in it never means anything else.
        fixed = request.query_params.get("v") == file.version
        return _sent(file, request, {"Cache-Control": _FOR_EVER if fixed else _FOR_A_WHILE, **_for_others(request)})

    for path in _PAGES:
        routes.add_api_route(path, page, methods=_READ, include_in_schema=False)
    for name in files:
        if not name.endswith(".html"):
            routes.add_api_route(f"/{name}", asset, methods=_READ, include_in_schema=False)
    return routes


def _served(folder: Path) -> Sequence[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in _TYPES)


def _for_others(request: Request) -> Mapping[str, str]:
    if request.url.path != f"/{_WIDGET}":
        return {}
    return {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def _ancestors(origins: Sequence[str]) -> str:
    return " ".join(("frame-ancestors", *(("'self'", *origins) if origins else ("'none'",))))


def _sent(file: _File, request: Request, headers: Mapping[str, str]) -> Response:
    packs = "gzip" in request.headers.get("accept-encoding", "")
    # Of each form, since a cache may not give one for the other.
    tag = f'"{file.version}-gzip"' if packs else f'"{file.version}"'
    every = {"ETag": tag, "Vary": "Accept-Encoding", **headers}
    if tag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=every)
    if packs:
        return Response(file.packed, media_type=file.kind, headers={**every, "Content-Encoding": "gzip"})
    return Response(file.plain, media_type=file.kind, headers=every)
