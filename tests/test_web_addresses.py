"""Which addresses are visited at all: the public web, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.web.addresses import admit, allowance, checked, is_public, parse
from ingest.web.outcomes import Refused

NOBODY = allowance([])

PUBLIC = ["8.8.8.8", "193.190.130.15", "2001:4860:4860::8888", "2a02:1800:100::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]

INNER = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:db8::1",
    "2a02:1800::5efe:7f00:1",
    "2a02:1800::200:5efe:a00:1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "2a02:1800::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "no address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INNER)
def test_what_is_inside_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_wrapping_that_is_unwrapped(address: object) -> None:
    plain = is_public(str(address))
    assert is_public(f"::ffff:{address}") == plain
    assert is_public(f"64:ff9b::{address}") == plain
    assert not is_public(f"::{address}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://127.0.0.1.:80/",
        "http://①②⑦.⓪.⓪.①/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://127．0．0．1/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://8.8.8.010/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[::127.0.0.1]/",
        "http://[fec0::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[v1.fe80::1]/",
        "http://[::1].example.org/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://app.localhost/",
        "http://intranet/",
        "http://printer.local/",
        "http://nas.home.arpa/",
        "http://router.lan/",
        "http://metadata/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://metadata.goog/",
        "http://instance-data.ec2.internal/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://ｍetadata.google.ｉnternal/",
    ],
)
def test_no_spelling_of_an_inner_address_is_admitted(url: str) -> None:
    with pytest.raises(Refused):
        admit(parse(url), NOBODY)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//example.org/",
        "example.org",
        "",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http://exa mple.org/",
        "http://exam\tple.org/",
        "http://example.org/\r\nHost: other",
        "http://example.org/\0",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:8０/",
        "http://example.org:port/",
        "http://ex%61mple.org/",
        "http://-example.org/",
        "http://exam..ple.org/",
        "http://[::1/",
        "http://a℀b.example.org/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://example.org/" + "a" * 5000,
        "http://example.org/\ud800",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        parse(url)


@pytest.mark.parametrize("port", [21, 22, 25, 3306, 6379, 8000, 8080, 8443, 65535])
def test_only_the_ports_of_the_web_are_visited(port: int) -> None:
    with pytest.raises(Refused, match="port"):
        admit(parse(f"http://example.org:{port}/"), NOBODY)


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/jobs/%2e%2E/admin/", "https://example.org/admin/"),
        ("https://example.org/../../x", "https://example.org/x"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a/b/.", "https://example.org/a/b/"),
        ("https://example.org/one#part", "https://example.org/one"),
        ("https://example.org?q=1", "https://example.org/?q=1"),
        ("https://example.org/Gids 2026.pdf", "https://example.org/Gids%202026.pdf"),
        ("https://example.org/priv\u00e9?q=\u00e9t\u00e9", "https://example.org/priv%C3%A9?q=%C3%A9t%C3%A9"),
        ("https://example.org/50%25/a%2Fb?x[]=1", "https://example.org/50%25/a%2Fb?x[]=1"),
        ("https://kin\u00e9sith\u00e9rapie.example/", "https://xn--kinsithrapie-debe.example/"),
        ("https://beroepen.caf\u00e9.be/", "https://beroepen.xn--caf-dma.be/"),
        ("https://\u0430pple.com/", "https://xn--pple-43d.com/"),
        ("https://my_site.example.org/", "https://my_site.example.org/"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://[2A02:1800:0::1]/", "https://[2a02:1800::1]/"),
    ],
)
def test_an_address_has_one_spelling_in_ascii(url: str, spelled: str) -> None:
    address = parse(url)
    assert str(address) == spelled
    assert parse(spelled) == address
    admit(address, NOBODY)


@given(st.text(max_size=60))
def test_whatever_is_given_ends_in_an_address_or_a_refusal(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.org/{text}", f"http://{text}.be:80/?{text}"):
        try:
            address = parse(url)
        except Refused:
            continue
        assert str(address).isascii()
        assert parse(str(address)) == address


def test_a_link_is_understood_from_its_page() -> None:
    page = parse("https://example.org/jobs/list?page=2")
    assert str(page.join("detail#apply")) == "https://example.org/jobs/detail"
    assert str(page.join("/about")) == "https://example.org/about"
    assert str(page.join("?page=3")) == "https://example.org/jobs/list?page=3"
    assert str(page.join("//other.example/x")) == "https://other.example/x"
    for link in ("mailto:a@example.org", "tel:+32", "javascript:void(0)", "http://[x", "file:///etc/passwd"):
        with pytest.raises(Refused):
            page.join(link)


def test_the_setting_opens_exactly_what_it_names() -> None:
    allowed = allowance(["127.0.0.1:8123", "intranet", " [::1]:9000 ", "http://jobs.local:8080/", ""])
    for url in (
        "http://127.0.0.1:8123/x",
        "http://intranet:7000/",
        "http://intranet/",
        "http://[::1]:9000/",
        "http://jobs.local:8080/a",
    ):
        admit(parse(url), allowed)
    for url in (
        "http://127.0.0.1:8124/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8123/",
        "http://localhost:8123/",
        "http://[::1]:9001/",
        "http://jobs.local/",
        "http://x.intranet/",
    ):
        with pytest.raises(Refused):
            admit(parse(url), allowed)


def test_the_setting_does_not_open_other_spellings_of_an_address() -> None:
    for url in ("http://2130706433:8123/", "http://127.1:8123/", "http://[::ffff:127.0.0.1]:8123/"):
        with pytest.raises(Refused):
            admit(parse(url), allowance(["127.0.0.1:8123"]))


@pytest.mark.parametrize("entry", ["http://user@host", "host:port", "a b", "file:///x", "host:99999"])
def test_a_setting_that_names_no_host_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="is not a host"):
        allowance([entry])


def test_a_name_with_one_inner_address_among_its_addresses_is_refused() -> None:
    address = parse("https://jobs.example/")
    assert checked(address, ["8.8.8.8", "8.8.4.4", "8.8.8.8"], NOBODY) == ("8.8.8.8", "8.8.4.4")
    for answers in (["8.8.8.8", "10.0.0.1"], ["::1", "8.8.8.8"], ["64:ff9b::a00:1"]):
        with pytest.raises(Refused):
            checked(address, answers, NOBODY)
        assert checked(address, answers, allowance(["jobs.example"])) == tuple(answers)
