"""Which addresses may be visited at all. Pure: no name is looked up here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

import idna

from ingest.web.outcomes import Refused

PORTS = {"http": 80, "https": 443}
Allowed = frozenset[tuple[str, int | None]]
"""Hosts that may be visited although they are not public: each at one port, or at any."""

_LONGEST = 4_000
_NO_ADDRESS = "The address is not one of a web page."
_NOT_PUBLIC = "The address leads into a private network, where nothing is read from."
_NAMES_ITSELF = "The address has a user name in it, which is never sent."

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]|\A[^?]*\\")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")
_BRACKETED = re.compile(r"\[[0-9a-f:.]+\](?::\d*)?\Z", re.IGNORECASE)
_DOTS = str.maketrans("。．｡", "...")

# Names that only mean something inside a network, and those by which clouds hand out their keys.
_INNER_NAMES = (
    "localhost local localdomain internal intranet private corp home lan arpa onion invalid"
    " metadata.goog metadata.azure.com metadata.tencentyun.com metadata.packet.net"
    " metadata.platformequinix.com metadata.cloud.ibm.com"
).split()

# Beside what Python calls private, which differs from one version to the next.
_INNER_4 = [
    ip_network(block)
    for block in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
        " 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15"
        " 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
    ).split()
]
_GLOBAL_6 = ip_network("2000::/3")
# Teredo and its like, documentation, 6to4: parts of the public range through which other networks are reached.
_INNER_6 = [ip_network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
# An IPv4 address written as IPv6, and as networks without IPv4 give it to reach one.
_EMBEDDING = [ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96")]
_ISATAP = {0x00005EFE, 0x02005EFE}


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in one spelling: ASCII, dots resolved, without fragment."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    def __str__(self) -> str:
        return self.origin + self.target

    @property
    def authority(self) -> str:
        """The host as the `Host` header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        return self.path + (f"?{self.query}" if self.query else "")

    def join(self, link: str) -> Address:
        """The address that a link on this page leads to. Raises Refused like `parse`."""
        try:
            return parse(urljoin(str(self), link))
        except ValueError as error:
            raise Refused(_NO_ADDRESS) from error

    def same_site(self, other: Address) -> bool:
        """Whether both are at one host, over http or https."""
        usual = self.port in PORTS.values() and other.port in PORTS.values()
        return self.host == other.host and (usual or self.port == other.port)


def parse(url: str) -> Address:
    """The address in its one spelling. Raises Refused if it is not a plain http or https address."""
    url = url.strip().partition("#")[0]
    if not url or len(url) > _LONGEST or _UNSEEN.search(url):
        raise Refused(_NO_ADDRESS)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        path = _without_dots(quote(parts.path, safe="/:@!$&'()*+,;=~-._%"))
        query = quote(parts.query, safe="/?:@!$&'()*+,;=~-._%[]|")
    except ValueError as error:
        raise Refused(_NO_ADDRESS) from error
    if parts.scheme not in PORTS:
        raise Refused("Only addresses that begin with https:// or http:// can be read.")
    if "@" in parts.netloc:
        raise Refused(_NAMES_ITSELF)
    if not host or port == 0:
        raise Refused(_NO_ADDRESS)
    return Address(
        parts.scheme,
        _host(host, bracketed=bool(_BRACKETED.match(parts.netloc))),
        port or PORTS[parts.scheme],
        path,
        query,
    )


def allowance(entries: Iterable[str]) -> Allowed:
    """`host` and `host:port` as the setting has them. Raises ValueError with the entry that is neither."""
    return frozenset(_entry(entry.strip()) for entry in entries if entry.strip())


def covers(allowed: Allowed, address: Address) -> bool:
    """Whether the setting opens this host and port by name."""
    return bool({(address.host, address.port), (address.host, None)} & allowed)


def admit(address: Address, allowed: Allowed) -> None:
    """Raises Refused if the address itself shows that it is not of the public web."""
    if covers(allowed, address):
        return
    if address.port not in PORTS.values():
        raise Refused("The address has a port other than those of the web.")
    literal = _literal(address.host)
    if literal is not None:
        if not is_public(literal):
            raise Refused(_NOT_PUBLIC)
        return
    if "." not in address.host or any(f".{address.host}".endswith(f".{name}") for name in _INNER_NAMES):
        raise Refused(_NOT_PUBLIC)


def checked(address: Address, answers: Iterable[str], allowed: Allowed) -> tuple[str, ...]:
    """The network addresses of a host, once each. Raises Refused if one of them is not public.

    One is enough: a name that is inside and outside at once is a trap.
    """
    found = tuple(dict.fromkeys(answers))
    if not covers(allowed, address) and not all(is_public(answer) for answer in found):
        raise Refused(_NOT_PUBLIC)
    return found


def is_public(answer: str | IPv4Address | IPv6Address) -> bool:
    """Whether a network address belongs to the public internet; one written in another is unwrapped first."""
    try:
        address = ip_address(answer)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if not any(address in block for block in _EMBEDDING):
            return _is_public_6(address)
        address = IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not any(address in block for block in _INNER_4)


def _is_public_6(address: IPv6Address) -> bool:
    tunnel = (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    return address in _GLOBAL_6 and not tunnel and not any(address in block for block in _INNER_6)


def _host(host: str, *, bracketed: bool) -> str:
    if ":" in host:
        literal = _literal(host) if bracketed and "%" not in host else None
        if literal is None:
            raise Refused(_NO_ADDRESS)
        return str(literal)
    name = unicodedata.normalize("NFKC", host).translate(_DOTS).lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise Refused(_NO_ADDRESS) from error
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        raise Refused(_NO_ADDRESS)
    # Systems read 2130706433, 0x7f000001, 0177.0.0.1 and 127.1 all as 127.0.0.1; nobody writes so in good faith.
    if _NUMBER.match(labels[-1]) and _literal(name) is None:
        raise Refused("The address has a number in place of a name.")
    return name


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _without_dots(path: str) -> str:
    # Servers read %2e as a dot, so that /jobs/%2e%2e/admin is outside of /jobs/.
    segments = re.sub("%2e", ".", path, flags=re.IGNORECASE).split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _entry(entry: str) -> tuple[str, int | None]:
    try:
        address = parse(entry if "://" in entry else f"http://{entry}")
        port = urlsplit(entry if "://" in entry else f"//{entry}").port
    except (Refused, ValueError) as error:
        raise ValueError(f"{entry} is not a host or host:port") from error
    return address.host, port
