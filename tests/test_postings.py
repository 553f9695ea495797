"""The fields of postings: days, places, contracts, what closes a vacancy, and text in which nothing can act."""

from datetime import date

import pytest

from ingest.readers.markup import line, markdown
from ingest.readers.postings import contract, each_once, hours, known, places, remote, vacancy, web
from ingest.readers.postings.closing import closed_because, closes_in
from ingest.readers.postings.labelled import labelled
from ingest.readers.postings.moments import day, moment
from ingest.readers.postings.places import country_code, place_names
from ingest.readers.reading import Reading


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-15", "2026-12-15"),
        ("2026-12-15T23:59", "2026-12-15"),
        ("2026-12-15T23:30:00Z", "2026-12-16"),
        ("2026-12-15 22:30:00 UTC", "2026-12-15"),
        ("2026-12-03T18:30:00.000+0100", "2026-12-03"),
        ("2026-12-15T00:00:00+01:00[Europe/Brussels]", "2026-12-15"),
        ("2026-12-15T24:00:00", "2026-12-15"),
        ("2026/1/5", "2026-01-05"),
        ("20261203", "2026-12-03"),
        ("20261203T233000Z", "2026-12-04"),
        ("Tue, 03 Nov 2026 23:30:00 -0500", "2026-11-04"),
        ("3 Nov 2026 09:30:00 GMT", "2026-11-03"),
        (1793520000000, "2026-11-01"),
        (1793520000, "2026-11-01"),
        ("1793520000000", "2026-11-01"),
        ("15 december 2026", "2026-12-15"),
        ("le 1er février 2027", "2027-02-01"),
        ("December 15th, 2026", "2026-12-15"),
        ("zaterdag 5 december 2026 om 18u30", "2026-12-05"),
        ("31/01/2027", "2027-01-31"),
        ("12/31/2026", "2026-12-31"),
        ("05/05/2027", "2027-05-05"),
        ("05.01.2027", "2027-01-05"),
        ("2026-02-30", None),
        ("31/02/2027", None),
        ("05/01/2027", None),
        ("01-02-2027", None),
        ("2026-12", None),
        ("15 December", None),
        ("as soon as possible", None),
        ("2026-12-15Tnoon", None),
        (True, None),
        (12, None),
        (-1e30, None),
        (float("nan"), None),
        (None, None),
        ({"day": 1}, None),
        ("1" * 400, None),
    ],
)
def test_a_day_is_read_only_if_it_can_be_read_in_one_way(written, expected):
    assert day(written) == expected


def test_the_writer_being_known_settles_which_number_is_the_day():
    assert day("05/01/2027", day_first=True) == "2027-01-05"
    assert day("05/01/2027", day_first=False) == "2027-05-01"


def test_a_time_without_a_zone_is_one_in_belgium():
    summer = moment("2026-07-01T10:00")
    assert summer and summer.at and summer.at.isoformat() == "2026-07-01T10:00:00+02:00"


FILLED = [
    ("Lab technician", "This position has been filled. Thank you for your interest."),
    ("Lab technician", "The vacancy for a QC analyst has now been filled."),
    ("Lab technician", "Unfortunately, this job posting has expired."),
    ("[FILLED] Lab technician", "We look for a technician."),
    ("Laborant (ingevuld)", "Wij zoeken een laborant."),
    ("Laborant", "# Laborant\n\nVacature ingevuld\n\nWij zoeken een laborant."),
    ("Laborant", "Deze vacature is intussen ingevuld."),
    ("Laborant", "De functie van laborant is reeds ingevuld, bedankt voor je interesse!"),
    ("Laborant", "Deze vacature is niet meer beschikbaar."),
    ("Laborant", "Solliciteren is niet meer mogelijk."),
    ("Laborant", "De sollicitatieperiode is afgesloten."),
    ("Technicien", "Ce poste a déjà été pourvu, merci."),
    ("Technicien", "# Technicien\n\nPoste pourvu\n"),
    ("Technicien", "Cette offre d’emploi n’est plus disponible."),
    ("Technicien", "Les candidatures sont closes."),
    ("Technicien", "Il n'est plus possible de postuler."),
    ("Analyst", "We are no longer accepting applications for this role."),
    ("Analyst", "Applications for this position are now closed."),
]
NOT_FOUND = [
    ("404 - Page not found", "Go back to our home page."),
    ("Jobs | Acme", "Oops! The page you are looking for does not exist."),
    ("Pagina niet gevonden", "Ga terug naar de startpagina."),
    ("Acme", "Deze vacature bestaat niet meer."),
    ("Acme", "La page que vous recherchez n’existe plus."),
    ("Offre introuvable", "Retour à l'accueil"),
]
OPEN = [
    "Positions are filled on a rolling basis.",
    "Zodra de vacature is ingevuld, laten we het je weten.",
    "The role is filled with enthusiasm by our team.",
    "If the position is filled, we remove the page.",
    "We review applications until the position has been filled.",
    "The vacancy is not yet filled.",
    "Deze vacature is nog niet ingevuld.",
    "Ce poste n'est pas encore pourvu.",
    "Dès que le poste est pourvu, nous retirons l'annonce.",
    "Is the position filled? Then you will get a mail.",
    "Open until filled.",
    "You handle closed systems and filled vials.",
    "Our previous position was filled within two weeks.",
    "De flesjes worden gevuld en gesloten.",
    "The position will be filled as soon as possible.",
    "Ce poste est à pourvoir immédiatement.",
    "What happens when the position is closed?",
    "Wanneer deze functie is ingevuld, sluiten we de vacature.",
    "Une fois que le poste est pourvu, vous serez informé.",
    "The error 404 of our instrument was the hardest to solve. " * 30,
]


@pytest.mark.parametrize(("title", "text"), FILLED)
def test_a_vacancy_that_says_that_it_is_filled_is_closed(title, text):
    assert closed_because(title, text) in ("filled", "closed")


@pytest.mark.parametrize(("title", "text"), NOT_FOUND)
def test_a_page_that_says_that_it_is_not_there_is_closed(title, text):
    assert closed_because(title, text) == "not found"


@pytest.mark.parametrize("text", OPEN)
def test_what_only_speaks_of_filling_closes_nothing(text):
    assert closed_because("Lab technician", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can apply before 15 December 2026.", date(2026, 12, 15)),
        ("Apply by December 15, 2026 at noon.", date(2026, 12, 15)),
        ("Closing date: 3 March 2027", date(2027, 3, 3)),
        ("| Closing date | 15 December 2026 |", date(2026, 12, 15)),
        ("Applications received after 15 December 2026 will not be considered.", date(2026, 12, 15)),
        ("Applications close on 2026-12-20.", date(2026, 12, 20)),
        ("The deadline was extended from 1 December 2026 to 15 January 2027.", date(2027, 1, 15)),
        ("Solliciteren kan tot en met 31/01/2027.", date(2027, 1, 31)),
        ("Stuur je cv uiterlijk op vrijdag 18 december 2026 naar ons.", date(2026, 12, 18)),
        ("Je kan solliciteren t.e.m. 05/02/2027.", date(2027, 2, 5)),
        ("Uiterste sollicitatiedatum: 05/02/2027", date(2027, 2, 5)),
        ("Candidatures jusqu'au 5 janvier 2027.", date(2027, 1, 5)),
        ("Date limite de candidature : 05/02/2027", date(2027, 2, 5)),
        ("Postulez avant le 1er mars 2027.", date(2027, 3, 1)),
        ("Apply by 05/01/2027", None),
        ("Apply before 15 December", None),
        ("You start before 1 March 2027.", None),
        ("The contract runs until 31 December 2027.", None),
        ("Contract tot 31/12/2027, met kans op verlenging.", None),
        ("The project deadline is 31 December 2027.", None),
        ("Apply now. The company was founded on 3 May 1999.", None),
    ],
)
def test_the_last_day_to_apply_is_found_in_running_text(text, expected):
    assert closes_in(text) == expected


def test_looking_for_closing_signs_takes_bounded_time():
    for hostile in ("The position of " * 12_000, "apply before " * 15_000, "15/01/2027 " * 15_000, "a" * 200_000):
        closed_because("x", hostile)
        closes_in(hostile)


@pytest.mark.parametrize(
    ("written", "towns", "country", "away"),
    [
        ("Ghent, East Flanders, Belgium; Leuven (hybrid)", ["Ghent", "Leuven"], "BE", "partly"),
        ("Remote - Belgium", None, "BE", "full"),
        ("Ghent, BE", ["Ghent"], "BE", None),
        ("9000 Gent", ["Gent"], None, None),
        ("Technologiepark 1, 9052 Zwijnaarde, Belgium", ["Zwijnaarde"], "BE", None),
        ("Herestraat 49, Leuven", ["Leuven"], None, None),
        ("Leuven, Vlaams-Brabant, België", ["Leuven"], "BE", None),
        ("Ghent / Leuven", ["Ghent", "Leuven"], None, None),
        ("La Louvière et Mons", ["La Louvière", "Mons"], None, None),
        ("Sint-Niklaas - Belgique", ["Sint-Niklaas"], "BE", None),
        ("Louvain-la-Neuve, Wallonie", ["Louvain-la-Neuve"], None, None),
        ("San Francisco, CA", ["San Francisco"], None, None),
        ("Multiple locations", None, None, None),
        ("", None, None, None),
    ],
)
def test_towns_country_and_remote_work_are_told_apart(written, towns, country, away):
    expected = {"places": towns, "country": country, "remote": away}
    assert places(written) == {name: value for name, value in expected.items() if value}


def test_a_country_is_known_by_its_letters_and_by_its_names():
    assert [country_code(name) for name in ("be", "België", "BEL", "Royaume-Uni", "Atlantis", 3)] == [
        "BE", "BE", "BE", "GB", None, None,
    ]  # fmt: skip
    assert place_names("Belgium").towns == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("INTERN", ("internship", None)),
        ("CONTRACTOR", ("freelance", None)),
        ("fulltime_permanent", ("permanent", "full-time")),
        ("parttime_fixed_term", ("fixed term", "part-time")),
        ("Vast contract, voltijds", ("permanent", "full-time")),
        ("Contract van bepaalde duur", ("fixed term", None)),
        ("onbepaalde duur", ("permanent", None)),
        ("CDI - temps plein", ("permanent", "full-time")),
        ("Contrat à durée indéterminée", ("permanent", None)),
        ("CDD à temps partiel", ("fixed term", "part-time")),
        ("working_student", ("student job", None)),
        ("PER_DIEM", ("temporary", None)),
        ("FullTime", (None, "full-time")),
        ("full-or-part-time", (None, None)),
        ("VOLUNTEER", (None, None)),
        ("OTHER", (None, None)),
        (None, (None, None)),
    ],
)
def test_words_for_contracts_and_hours_become_ours(word, expected):
    assert (contract(word), hours(word)) == expected


def test_remote_work_is_read_from_words_and_from_yes_and_no():
    said = ("TELECOMMUTE", "Hybrid", "on-site", "fully", "none", True, False, "somewhere", None)
    assert [remote(value) for value in said] == [
        "full", "partly", "none", "full", "none", "full", "none", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//", "ftp://x.be", "https://a@b.be", "https://x.be/a b", "", None, 3],
)
def test_only_honest_addresses_are_kept(address):
    assert web(address) is None


def test_an_address_is_made_whole_with_the_one_that_it_stands_on():
    assert web("/jobs/1", "https://acme.be/feed.xml") == "https://acme.be/jobs/1"
    assert web("mailto:jobs@acme.be") == "mailto:jobs@acme.be"


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("&lt;p&gt;R&amp;amp;D &lt;b&gt;lab&lt;/b&gt;&lt;/p&gt;", "R&D lab"),
        ("<p>Test</p><script>alert(1)</script><img src=x onerror=alert(1)>", "Test"),
        ("<p>a</p><p style='display:none'>POISON</p><style>.h{display:none}</style><p class=h>POISON</p>", "a"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("• one\n• two &eacute;", "- one\n- two é"),
        ("pH < 7 and T > 4", "pH < 7 and T > 4"),
        ("see javascript:alert(1) [x](javascript:alert(2))", "see javascript :alert(1) [x]()"),
        ("inv\u200bis\u202eible\U000e0041", "invisible"),
        (None, ""),
        (3, ""),
    ],
)
def test_a_description_becomes_words_in_which_nothing_can_act(fragment, expected):
    assert markdown(fragment) == expected


def test_escaped_markup_within_escaped_markup_does_not_come_to_life():
    assert "<" not in markdown("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &lt;p&gt;a&lt;/p&gt;")
    assert markdown("<p>&lt;img src=x onerror=alert(1)&gt; b</p>").strip() == "b"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('=HYPERLINK("http://evil.be","x")', 'HYPERLINK("http://evil.be","x")'),
        ("+cmd|' /C calc'!A0", "cmd|' /C calc'!A0"),
        ("@SUM(A1)", "SUM(A1)"),
        ("+32 2 123 45 67", "+32 2 123 45 67"),
        ("<b>QC</b> R&amp;D &lt;i&gt;lab&lt;/i&gt;", "QC R&D lab"),
        ("two\nlines\t here", "two lines here"),
        (4012, "4012"),
        ("\u200b", None),
        (True, None),
        ([], None),
    ],
)
def test_a_field_is_one_plain_line(value, expected):
    assert line(value) == expected


def test_a_field_is_no_longer_than_it_may_be():
    assert len(line("word " * 10_000, 100) or "") <= 100


def test_labelled_lines_tell_what_the_fields_leave_open():
    body = "<p>Werkgever: Acme</p><p>Standplaats: Gent</p><p>Contract: bepaalde duur, deeltijds</p>"
    found = vacancy(known(title="Laborant"), body + "<p>Solliciteren tot: 05/02/2027</p>").metadata
    assert found["employer"] == "Acme" and found["places"] == ["Gent"]
    assert (found["contract"], found["hours"], found["closes"]) == ("fixed term", "part-time", "2027-02-05")


def test_fields_are_stronger_than_labels():
    found = vacancy(known(title="x", employer="Acme", closes="2026-12-01"), "<p>Employer: Other</p>")
    assert (found.metadata["employer"], found.metadata["closes"]) == ("Acme", "2026-12-01")
    assert labelled("- **Salary**: € 3000\n| Lieu | Namur |") == {"salary": "€ 3000", "places": "Namur"}


def test_a_day_that_cannot_be_read_stays_in_the_text_only():
    found = vacancy(known(title="Analyst", closes="when we find you"), "<p>Test.</p>")
    assert "closes" not in found.metadata and "closes: when we find you" in found.text


def test_what_is_listed_twice_is_given_once_and_equal_ids_of_different_things_are_told_apart():
    one = Reading("a", "# a", {"id": "1", "link": "https://x.be/1"})
    other = Reading("b", "# b", {"id": "1", "link": "https://x.be/2"})
    nameless = Reading("c", "# c")
    ids = [found.metadata["id"] for found in each_once([one, one, other, nameless])]
    assert len(ids) == 3 and len(set(ids)) == 3
