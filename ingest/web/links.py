"""What a page says to robots and where it leads, found in a process of its own as all hostile markup is."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin

from ingest.readers.decoding import decode
from ingest.readers.reading import TOO_COMPLEX, Unreadable
from ingest.web.outcomes import Fetched, Refused

_MEGABYTE = 2**20
_MOST_LINKS = 5_000
_LONGEST_LINK = 4_000
_ROOT = Path(__file__).resolve().parents[2]
_LIMITS = (
    (resource.RLIMIT_AS, 768 * _MEGABYTE),
    (resource.RLIMIT_CPU, 10),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]")
_OURS = ("robots", "opinno-guide")
_MINING = b"tdm-reservation"


@dataclass(frozen=True, slots=True)
class Marks:
    """The links of a page in their order, each whole, and what it says of itself.

    `orders` are those to robots, as `noindex`. `reserved` says that its texts are not to be mined.
    """

    links: tuple[str, ...] = ()
    canonical: str | None = None
    orders: frozenset[str] = frozenset()
    reserved: bool = False


def marks_of(page: Fetched, wall_clock: float = 15) -> Marks:
    """What an HTML page says to robots. Raises Refused if it is too much for a look."""
    try:
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-W", "ignore", "-m", "ingest.web.links", page.address, page.charset],
            # None of our own environment: a parser has no use for our keys.
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            input=page.content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall_clock,
            check=False,
        )
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Refused(TOO_COMPLEX) from error
    if child.returncode:
        raise Refused(TOO_COMPLEX)
    found = json.loads(child.stdout)
    return Marks(tuple(found["links"]), found["canonical"], frozenset(found["orders"]), found["reserved"])


def reserves_mining(page: Fetched) -> bool:
    """Whether an HTML page reserves the right to mine its texts."""
    # Few pages mention it, and only those are worth a look.
    return _MINING in page.content.replace(b"\0", b"").lower() and marks_of(page).reserved


def marks_in(content: bytes, address: str, charset: str = "") -> Marks:
    """As `marks_of`, in this process: for content that is trusted, or confined already."""
    # Loaded in the child alone.
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    declared = _CHARSET.search(content[:4096])
    tree = LexborHTMLParser(decode(content, charset or (declared[1].decode() if declared else None)))

    def value(node: LexborNode, name: str) -> str:
        return _BREAKS.sub("", node.attributes.get(name) or "").strip()

    def whole(link: str, base: str) -> str | None:
        with suppress(ValueError):
            joined = urljoin(base, link)
            return joined if len(joined) <= _LONGEST_LINK else None
        return None

    def links(base: str) -> Iterator[str]:
        for node in tree.css("a[href], area[href], link[rel=next][href]"):
            if "nofollow" not in value(node, "rel").lower().split() and (found := whole(value(node, "href"), base)):
                yield found

    metas = [(value(node, "name").lower(), value(node, "content").lower()) for node in tree.css("meta[name]")]
    bases = [whole(value(node, "href"), address) for node in tree.css("base[href]")]
    base = next(iter(bases), None) or address
    canonicals = [whole(value(node, "href"), base) for node in tree.css("link[rel=canonical][href]")]
    return Marks(
        tuple(dict.fromkeys(links(base)))[:_MOST_LINKS],
        canonicals[0] if len(canonicals) == 1 else None,
        frozenset(order.strip() for name, said in metas if name in _OURS for order in said.split(",")),
        any(name == "tdm-reservation" and said == "1" for name, said in metas),
    )


def _main() -> None:
    address, charset = sys.argv[1:]
    for kind, most in _LIMITS:
        # macOS knows the limits but refuses some; the wall clock still holds there.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    try:
        marks = marks_in(sys.stdin.buffer.read(), address, charset)
    except Unreadable:
        marks = Marks()  # The reader says why.
    sys.stdout.write(json.dumps(asdict(marks) | {"orders": sorted(marks.orders)}))


if __name__ == "__main__":
    _main()
