"""The public interfaces of job boards, recognised by their shape, each vacancy with its fields."""

import io
import json
import logging
import random
from contextlib import suppress
from importlib import import_module

import pytest

from ingest.readers.collections import COLLECTIONS, collection_format
from ingest.readers.reading import Reading, Unreadable

GREENHOUSE = {
    "jobs": [
        {
            "id": 4012, "title": "QC Analyst", "absolute_url": "https://boards.greenhouse.io/acmebio/jobs/4012",
            "location": {"name": "Ghent, Belgium"}, "first_published": "2026-11-02T08:00:00-05:00",
            "application_deadline": "2026-12-20", "company_name": "Acme Bio",
            "content": "&lt;h2&gt;Your job&lt;/h2&gt;&lt;p&gt;Test &amp;amp; report.&lt;/p&gt;&lt;script&gt;x()",
            "metadata": [{"id": 1, "name": "Employment Type", "value": "Full-time", "value_type": "single_select"}],
        }
    ],
    "meta": {"total": 1},
}  # fmt: skip
LEVER = [
    {
        "id": "a-1", "text": "Bioprocess Engineer", "hostedUrl": "https://jobs.lever.co/acme-biotech/a-1",
        "applyUrl": "https://jobs.lever.co/acme-biotech/a-1/apply", "createdAt": 1793520000000, "country": "BE",
        "categories": {"commitment": "Full-time", "location": "Leuven", "allLocations": ["Leuven", "Ghent"]},
        "workplaceType": "hybrid", "description": "<div>Grow cells.</div>",
        "lists": [{"text": "Requirements", "content": "<li>A master</li><li>English</li>"}],
        "additional": "<div>Apply before 15 December 2026.</div>",
        "salaryRange": {"min": 50000, "max": 60000, "currency": "EUR", "interval": "per-year-salary"},
    }
]  # fmt: skip
RECRUITEE = {
    "offers": [
        {
            "id": 555, "title": "Onderzoeker", "careers_url": "https://acme.recruitee.com/o/onderzoeker",
            "careers_apply_url": "https://acme.recruitee.com/o/onderzoeker/c/new", "company_name": "Acme",
            "city": "Gent", "country_code": "BE", "employment_type_code": "fulltime_fixed_term", "status": "published",
            "published_at": "2026-11-01 09:00:00 UTC", "close_at": "2026-12-20", "hybrid": True, "remote": False,
            "description": "<p>Werk in het labo.</p>", "requirements": "<ul><li>Master</li></ul>",
        },
        {"id": 556, "title": "Draft", "status": "draft"},
    ]
}  # fmt: skip
TEAMTAILOR = {
    "data": [
        {
            "id": "7", "type": "jobs",
            "links": {"careersite-job-url": "https://fakeco.teamtailor.com/jobs/7-x",
                      "careersite-job-apply-url": "https://fakeco.teamtailor.com/jobs/7-x/applications/new"},
            "attributes": {"title": "Research Associate", "pitch": "Join us", "body": "<p>Study cells.</p>",
                           "human-status": "published", "remote-status": "fully", "employment-type": "intern",
                           "created-at": "2026-11-01T00:00:00.000Z", "end-date": "2026-12-01"},
            "relationships": {"locations": {"data": [{"type": "locations", "id": "2"}]}},
        }
    ],
    "included": [{"id": "2", "type": "locations", "attributes": {"city": "Mechelen", "country": "Belgium"}}],
    "meta": {"record-count": 1},
}  # fmt: skip
SMARTRECRUITERS = {
    "offset": 0, "limit": 100, "totalFound": 1,
    "content": [
        {
            "id": "744", "name": "CRA", "company": {"identifier": "AcmeNV", "name": "Acme NV"},
            "releasedDate": "2026-11-03T10:00:00.000Z",
            "location": {"city": "Brussels", "country": "be", "remote": False},
            "typeOfEmployment": {"id": "permanent", "label": "Full-time"}, "language": {"code": "en"},
            "jobAd": {"sections": {"jobDescription": {"title": "Job", "text": "<p>Visit hospitals.</p>"}}},
        }
    ],
}  # fmt: skip
WORKABLE = {
    "name": "Acme Labs", "description": None,
    "jobs": [
        {
            "title": "Technicien", "shortcode": "AB12", "employment_type": "Part-time", "telecommuting": False,
            "url": "https://apply.workable.com/j/AB12", "application_url": "https://apply.workable.com/j/AB12/apply",
            "published_on": "2026-11-02", "country": "Belgium", "city": "Antwerp", "description": "<p>Au labo.</p>",
        }
    ],
}  # fmt: skip
ASHBY = {
    "apiVersion": "1",
    "jobs": [
        {
            "id": "x-1", "title": "Data Scientist", "location": "Ghent HQ", "employmentType": "FullTime",
            "secondaryLocations": [{"location": "Remote (Belgium)"}], "isRemote": True, "workplaceType": "Hybrid",
            "publishedAt": "2026-11-02T10:00:00.000+00:00", "jobUrl": "https://jobs.ashbyhq.com/acme/x-1",
            "applyUrl": "https://jobs.ashbyhq.com/acme/x-1/application", "descriptionHtml": "<p>Data.</p>",
            "address": {"postalAddress": {"addressLocality": "Ghent", "addressCountry": "Belgium"}}, "isListed": True,
            "compensation": {"compensationTierSummary": "€60K – €70K"},
        },
        {"id": "x-2", "title": "Secret", "isListed": False, "jobUrl": "https://jobs.ashbyhq.com/acme/x-2"},
    ],
}  # fmt: skip
PERSONIO = """<?xml version="1.0" encoding="UTF-8"?><workzag-jobs><position><id>55</id>
<subcompany>Acme GmbH</subcompany>
<office>Gent</office><additionalOffices><office>Leuven</office></additionalOffices><name>Scientist &amp; lead</name>
<jobDescriptions><jobDescription><name>Your profile</name>
<value><![CDATA[<ul><li>PhD</li></ul><script>x</script>]]></value>
</jobDescription></jobDescriptions><employmentType>permanent</employmentType><schedule>full-time</schedule>
<createdAt>2026-11-13T14:10:41+00:00</createdAt></position></workzag-jobs>"""

BOARDS = {
    "greenhouse": json.dumps(GREENHOUSE),
    "lever": json.dumps(LEVER),
    "recruitee": json.dumps(RECRUITEE),
    "teamtailor": json.dumps(TEAMTAILOR),
    "smartrecruiters": json.dumps(SMARTRECRUITERS),
    "workable": json.dumps(WORKABLE),
    "ashby": json.dumps(ASHBY),
    "personio": PERSONIO,
}
EXPECTED = {
    "greenhouse": {
        "id": "4012", "title": "QC Analyst", "employer": "Acme Bio", "places": ["Ghent"], "country": "BE",
        "hours": "full-time", "posted": "2026-11-02", "closes": "2026-12-20",
        "apply": "https://boards.greenhouse.io/acmebio/jobs/4012",
    },
    "lever": {
        "id": "a-1", "employer": "Acme Biotech", "places": ["Leuven", "Ghent"], "remote": "partly",
        "hours": "full-time", "posted": "2026-11-01", "closes": "2026-12-15", "country": "BE",
        "salary": "EUR 50000 – 60000 per year",
        "apply": "https://jobs.lever.co/acme-biotech/a-1/apply", "link": "https://jobs.lever.co/acme-biotech/a-1",
    },
    "recruitee": {
        "id": "555", "employer": "Acme", "places": ["Gent"], "country": "BE", "remote": "partly", "hours": "full-time",
        "contract": "fixed term", "posted": "2026-11-01", "closes": "2026-12-20",
        "apply": "https://acme.recruitee.com/o/onderzoeker/c/new",
    },
    "teamtailor": {
        "id": "7", "employer": "Fakeco", "places": ["Mechelen"], "country": "BE", "remote": "full",
        "contract": "internship", "posted": "2026-11-01", "closes": "2026-12-01",
        "apply": "https://fakeco.teamtailor.com/jobs/7-x/applications/new",
    },
    "smartrecruiters": {
        "id": "744", "employer": "Acme NV", "places": ["Brussels"], "country": "BE", "contract": "permanent",
        "hours": "full-time", "posted": "2026-11-03", "language": "en", "remote": "none",
        "link": "https://jobs.smartrecruiters.com/AcmeNV/744",
    },
    "workable": {
        "id": "AB12", "employer": "Acme Labs", "places": ["Antwerp"], "country": "BE", "hours": "part-time",
        "remote": "none", "posted": "2026-11-02", "apply": "https://apply.workable.com/j/AB12/apply",
    },
    "ashby": {
        "id": "x-1", "employer": "Acme", "places": ["Ghent"], "country": "BE", "remote": "partly", "hours": "full-time",
        "salary": "€60K – €70K", "posted": "2026-11-02", "apply": "https://jobs.ashbyhq.com/acme/x-1/application",
    },
    "personio": {
        "id": "55", "title": "Scientist & lead", "employer": "Acme GmbH", "places": ["Gent", "Leuven"],
        "contract": "permanent", "hours": "full-time", "posted": "2026-11-13",
        "link": "https://acme.jobs.personio.de/job/55",
    },
}  # fmt: skip
ADDRESSES = {"personio": "https://acme.jobs.personio.de/xml?language=en"}


def read(content: bytes, address: str = "") -> list[Reading]:
    name = collection_format(content[:65_536], address)
    assert name is not None
    found: list[Reading] = list(import_module(COLLECTIONS[name]).read_all(io.BytesIO(content), address))
    return found


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_is_recognised_by_its_shape(board):
    assert collection_format(BOARDS[board].encode()[:65_536], "http://127.0.0.1/x") == board


@pytest.mark.parametrize("board", BOARDS)
def test_every_board_gives_its_open_vacancies_with_their_fields(board):
    (job,) = read(BOARDS[board].encode(), ADDRESSES.get(board, ""))
    assert job.metadata["kind"] == "vacancy"
    assert {name: job.metadata.get(name) for name in EXPECTED[board]} == EXPECTED[board]
    assert job.text.startswith(f"# {job.title}\n") and "<" not in job.text


def test_sections_and_lists_keep_their_shape():
    (job,) = read(BOARDS["lever"].encode())
    assert "## Requirements\n\n- A master\n- English" in job.text
    (other,) = read(PERSONIO.encode())
    assert "## Your profile\n\n- PhD" in other.text


@pytest.mark.parametrize(
    ("empty", "address", "board"),
    [
        (b'{"jobs":[],"meta":{"total":0}}', "", "greenhouse"),
        (b"[]", "https://api.eu.lever.co/v0/postings/acme?mode=json", "lever"),
        (b'{"offers":[]}', "", "recruitee"),
        (b'{"data":[]}', "https://api.teamtailor.com/v1/jobs", "teamtailor"),
        (b'{"offset":0,"limit":10,"totalFound":0,"content":[]}', "", "smartrecruiters"),
        (b'{"name":"Acme","description":null,"jobs":[]}', "", "workable"),
        (b'{"jobs":[],"apiVersion":"1"}', "", "ashby"),
        (b"<workzag-jobs/>", "", "personio"),
    ],
)
def test_an_empty_board_is_a_whole_listing_of_nothing(empty, address, board):
    assert collection_format(empty, address) == board
    assert read(empty, address) == []


def test_other_json_is_no_board():
    for content in (b'{"a":1}', b"[1,2]", b'{"jobs":3}', b'[{"name":"x"}]', b"{", b'"text"'):
        assert collection_format(content, "https://x.be/data.json") is None


def test_one_posting_by_itself_is_read_too():
    (job,) = read(json.dumps(SMARTRECRUITERS["content"][0]).encode())  # type: ignore[index]
    assert job.metadata["employer"] == "Acme NV" and "Visit hospitals." in job.text


def test_an_employer_may_be_known_by_the_address_of_the_board_only():
    jobs = [{"id": "1", "text": "Analyst", "categories": {}, "description": "<p>x</p>"}]
    (job,) = read(json.dumps(jobs).encode(), "https://api.lever.co/v0/postings/acme-bio?mode=json")
    assert job.metadata["employer"] == "Acme Bio"


def test_one_bad_posting_does_not_end_the_rest(caplog):
    jobs = {
        "jobs": [{"id": 1, "title": None, "absolute_url": "x"}, {"title": ["?"], "location": 3}, *GREENHOUSE["jobs"]]
    }
    with caplog.at_level(logging.WARNING):
        assert [job.metadata["id"] for job in read(json.dumps(jobs).encode())] == ["4012"]
    assert caplog.text.count("left out") == 2


def test_values_of_the_wrong_kind_are_left_out():
    wrong = {"id": {"a": 1}, "title": "Analyst", "absolute_url": "javascript:alert(1)", "location": ["Ghent"],
             "content": 5,
             "first_published": "soon", "metadata": "no", "company_name": '=HYPERLINK("http://evil.be")'}  # fmt: skip
    (job,) = read(json.dumps({"jobs": [wrong]}).encode())
    assert job.metadata["employer"] == 'HYPERLINK("http://evil.be")'
    assert not {"link", "apply", "posted", "places"} & job.metadata.keys()
    assert "posted: soon" in job.text


@pytest.mark.parametrize("board", BOARDS)
def test_a_listing_that_breaks_off_says_so_after_what_it_has(board):
    content = BOARDS[board].encode()
    with pytest.raises(Unreadable, match="breaks off"):
        read(content[: len(content) - 12], ADDRESSES.get(board, ""))


@pytest.mark.parametrize("board", BOARDS)
def test_damaged_listings_end_in_readings_or_a_reason(board):
    chance = random.Random(7)
    content = BOARDS[board].encode()
    module = import_module(COLLECTIONS[board])
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 4))
        with suppress(Unreadable):
            assert all(one.text for one in module.read_all(io.BytesIO(bytes(damaged)), ""))


@pytest.mark.parametrize(
    "hostile", [b"[" * 200_000, b'{"jobs":' * 50_000, b'{"jobs":[' + b"9" * 500_000, b'{"offers":["\xff"]}']
)
def test_hostile_json_ends_in_a_reason(hostile):
    for board in ("greenhouse", "lever", "recruitee", "teamtailor"):
        with suppress(Unreadable):
            assert list(import_module(COLLECTIONS[board]).read_all(io.BytesIO(hostile), "")) == []
