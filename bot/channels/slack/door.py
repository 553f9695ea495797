"""Where Slack comes in over HTTP: what is not signed or not in order goes no further than here."""

from __future__ import annotations

import logging
from time import time

from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.channels.problems import problem
from bot.channels.slack import signing

log = logging.getLogger(__name__)


def routes(app: AsyncApp, secret: str) -> APIRouter:
    """`POST /slack/events` for events, commands and buttons alike; the pages of an installation, if there are any."""
    door = APIRouter()

    @door.post("/slack/events", include_in_schema=False)
    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return problem(413, f"The body is larger than {signing.LARGEST} bytes.")
        if signing.is_ssl_check(request.headers, body):
            return Response()
        try:
            signing.check(secret, request.headers, body, time())
            read = signing.read(request.headers, body)
        except signing.NotSigned:
            return problem(401, "The request does not bear Slack's signature of the last five minutes.")
        except signing.Malformed as error:
            return problem(400, str(error))
        if read.get("type") == "url_verification":
            return Response(str(read.get("challenge") or ""), media_type="text/plain")
        try:
            bolt = await app.async_dispatch(
                AsyncBoltRequest(body=body.decode(), headers=dict(request.headers), mode="http")
            )
        except signing.MISSHAPEN:
            # Bolt reads on as if everything were in its place.
            log.warning("Slack: a request was not understood", exc_info=True)
            return problem(400, signing.NO_REQUEST)
        return Response(bolt.body, bolt.status, headers=bolt.first_headers_without_set_cookie())

    if app.oauth_flow:
        handler = AsyncSlackRequestHandler(app)
        for path in (app.oauth_flow.install_path, app.oauth_flow.redirect_uri_path):
            door.add_api_route(path, handler.handle, include_in_schema=False)
    return door


async def _body(request: Request) -> bytes | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > signing.LARGEST:
            return None
    return body
