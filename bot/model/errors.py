"""What an error that a client raises means. Told by names and fields, so that any provider's client will do."""

from __future__ import annotations

import re
from typing import Any

from bot.model.failures import ModelFailed, Told, of_told, seconds_of


class Endless(Exception):
    """An endpoint sends more than it was asked for."""


def failure_of(error: Exception, *, began: bool) -> ModelFailed:
    """What an error of any client means."""
    every = [error, *_causes(error)]
    if any(isinstance(each, Endless) for each in every):
        return ModelFailed("endless")
    if isinstance(error, ModelFailed):
        return error
    told = (getattr(each, "status_code", None) for each in every)
    status = next((code for code in told if isinstance(code, int)), None)
    if status is not None and status >= 300:
        return of_told(Told(status, _words(error), _wait(error)))
    names = " ".join(type(each).__name__ for each in every)
    if "Refusal" in names or "ContentFilter" in names:
        return ModelFailed("filtered")
    if "LengthFinish" in names:
        return ModelFailed("length")
    if re.search(r"Timeout|Connect|Network|DNS|SSL|ProxyError", names) and not began:
        return ModelFailed("unreachable")
    if re.search(r"Protocol|ReadError|Timeout|Connect|Network", names):
        return ModelFailed("cut_off" if began else "unavailable")
    if "APIError" in names:
        # Told within the stream: of the model's kind of trouble, without a status.
        failed = of_told(Told(None, _words(error)))
        return ModelFailed("cut_off") if began and failed.kind == "unavailable" else failed
    if "No generation" in str(error):
        return ModelFailed("empty")
    if isinstance(error, (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError)):
        return ModelFailed("garbled")
    return ModelFailed("broken")


def _causes(error: BaseException) -> list[BaseException]:
    cause = error.__cause__ or error.__context__
    return [cause, *_causes(cause)] if cause is not None and cause is not error else []


def _words(error: Any) -> str:
    return f"{getattr(error, 'body', '') or ''} {getattr(error, 'code', '') or ''} {error}"


def _wait(error: Any) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    milliseconds = seconds_of(headers.get("retry-after-ms"))
    return milliseconds / 1000 if milliseconds is not None else seconds_of(headers.get("retry-after"))
