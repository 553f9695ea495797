"""Who asks, as far as limits need to know: a network, never a person, and nothing of it is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

_Address = IPv4Address | IPv6Address
_V4, _V6 = 24, 64


class Visitors:
    """Reads from a request where it comes from. Only proxies that are named may say so for others."""

    def __init__(self, proxies: Sequence[str]) -> None:
        self._proxies = [ip_network(proxy, strict=False) for proxy in proxies]
        self._key, self._day = secrets.token_bytes(32), date.min

    def network(self, scope: Scope) -> str | None:
        """A name for the network that a request comes from, different every day; None for this machine itself."""
        address = self._address(scope)
        if address is None or address.is_loopback:
            return None
        today = datetime.now(UTC).date()
        if today != self._day:
            self._key, self._day = secrets.token_bytes(32), today
        prefix = ip_network(f"{address}/{_V4 if address.version == 4 else _V6}", strict=False)
        return hmac.new(self._key, str(prefix).encode(), hashlib.sha256).hexdigest()[:16]

    def scheme(self, scope: Scope) -> str:
        """http or https, as the visitor sees it."""
        told = Headers(scope=scope).get("x-forwarded-proto", "") if self._through_proxy(scope) else ""
        return told.strip().lower() if told.strip().lower() in ("http", "https") else str(scope.get("scheme", "http"))

    def is_own(self, origin: str, scope: Scope) -> bool:
        """An origin is that of our own pages. Behind a proxy that is not named we may not know that it is https."""
        headers = Headers(scope=scope)
        hosts = [headers.get("host", "")]
        if self._through_proxy(scope):
            hosts.append(headers.get("x-forwarded-host", "").strip())
        scheme, _, host = origin.lower().partition("://")
        known = self.scheme(scope)
        if not host or scheme not in ("http", "https") or (known == "https" and scheme != "https"):
            return False
        return _bare(host, scheme) in {_bare(own.lower(), scheme) for own in hosts if own}

    def _through_proxy(self, scope: Scope) -> bool:
        peer = _parsed((scope.get("client") or ("",))[0])
        return peer is not None and self._is_proxy(peer)

    def _is_proxy(self, address: _Address) -> bool:
        return any(address in proxy for proxy in self._proxies)

    def _address(self, scope: Scope) -> _Address | None:
        """The nearest address that is no proxy of ours: what stands further left anybody may have written."""
        found = _parsed((scope.get("client") or ("",))[0])
        if found is None or not self._is_proxy(found):
            return found
        for told in reversed(", ".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")):
            address = _parsed(told.strip())
            if address is None:
                return found
            found = address
            if not self._is_proxy(address):
                return address
        return found


def _bare(host: str, scheme: str) -> str:
    return host.removesuffix(":443" if scheme == "https" else ":80")


def _parsed(text: str) -> _Address | None:
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
