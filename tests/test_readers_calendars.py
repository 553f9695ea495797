"""Calendars: every coming occurrence, as it was last moved or cancelled, on the clock of Belgium."""

import io
import random
import time
from contextlib import suppress
from datetime import date

import pytest

from ingest.readers.collections import collection_format
from ingest.readers.feeds.calendars import read_all
from ingest.readers.reading import Reading, Unreadable

TODAY = date(2026, 11, 23)


def event(uid: str, start: str, *lines: str, summary: str = "Café") -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", f"DTSTART{start}", *lines, "END:VEVENT", ""]
    )


def calendar(*events: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n".encode()


def read(*events: str, head: str = "") -> list[Reading]:
    content = calendar(*events, head=head)
    assert collection_format(content, "") == "calendar"
    return list(read_all(io.BytesIO(content), "https://x.be/agenda.ics", today=TODAY))


def starts(found: list[Reading]) -> list[object]:
    return sorted(str(one.metadata.get("starts_at") or one.metadata["starts"]) for one in found)


BRUSSELS = ";TZID=Europe/Brussels:"


def test_an_event_tells_when_where_and_by_whom():
    (found,) = read(
        event(
            "kfg",
            f"{BRUSSELS}20270520T090000",
            f"DTEND{BRUSSELS}20270520T180000",
            "LOCATION:ICC\\, Gent",
            "ORGANIZER;CN=flanders.bio:mailto:info@flanders.bio",
            "DESCRIPTION:Meet the sector.\\n\\nRegister <b>now</b><script>x</script> at https://kfg.be/reg.",
            "URL:https://kfg.be",
            summary="Knowledge for Growth",
        )
    )
    fields = found.metadata
    assert (fields["kind"], fields["id"], fields["title"]) == ("event", "kfg", "Knowledge for Growth")
    assert (fields["place"], fields["organiser"], fields["link"]) == ("ICC, Gent", "flanders.bio", "https://kfg.be")
    assert (fields["starts_at"], fields["ends_at"]) == ("2027-05-20T09:00:00+02:00", "2027-05-20T18:00:00+02:00")
    assert fields["cancelled"] is False and "<" not in found.text and "Meet the sector." in found.text


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ("20270520T180000", "20/05/2027, 09:00–18:00"),
        ("20270521T120000", "20/05/2027, 09:00 – 21/05/2027, 12:00"),
        ("20270520T090000", "20/05/2027, 09:00"),
    ],
)
def test_the_text_of_an_event_tells_when_it_ends(ends, shown):
    (found,) = read(event("kfg", f"{BRUSSELS}20270520T090000", f"DTEND{BRUSSELS}{ends}"))
    assert found.text == f"# Café\n\n{shown}"


def test_an_event_that_repeats_stays_at_its_hour_through_summer_and_winter():
    found = read(event("c", f"{BRUSSELS}20260903T183000", "RRULE:FREQ=MONTHLY;BYDAY=1TH;UNTIL=20270601T000000Z"))
    assert starts(found) == [
        "2026-12-03T18:30:00+01:00", "2027-01-07T18:30:00+01:00", "2027-02-04T18:30:00+01:00",
        "2027-03-04T18:30:00+01:00", "2027-04-01T18:30:00+02:00", "2027-05-06T18:30:00+02:00",
    ]  # fmt: skip
    assert len({one.metadata["id"] for one in found}) == 6


def test_exceptions_take_occurrences_away_and_extra_days_add_them():
    found = read(
        event(
            "c",
            f"{BRUSSELS}20261203T183000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            f"EXDATE{BRUSSELS}20261210T183000",
            f"RDATE{BRUSSELS}20270115T120000",
        )
    )
    assert starts(found) == ["2026-12-03T18:30:00+01:00", "2026-12-17T18:30:00+01:00", "2027-01-15T12:00:00+01:00"]


def test_a_moved_event_keeps_its_new_time_and_a_cancelled_one_says_so():
    found = read(
        event("c", f"{BRUSSELS}20261214T090000", f"RECURRENCE-ID{BRUSSELS}20261210T183000", summary="Café (moved)"),
        event("c", f"{BRUSSELS}20261203T183000", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("c", f"{BRUSSELS}20261217T183000", "RECURRENCE-ID:20261217T173000Z", "STATUS:CANCELLED"),
    )
    assert starts(found) == ["2026-12-03T18:30:00+01:00", "2026-12-14T09:00:00+01:00", "2026-12-17T18:30:00+01:00"]
    assert {one.metadata["starts"]: one.metadata["cancelled"] for one in found}["2026-12-17"] is True
    assert {one.metadata["starts"]: one.title for one in found}["2026-12-14"] == "Café (moved)"


def test_a_change_from_here_on_moves_what_follows():
    found = read(
        event("c", f"{BRUSSELS}20261203T183000", "RRULE:FREQ=WEEKLY;COUNT=4"),
        event("c", f"{BRUSSELS}20261211T193000", f"RECURRENCE-ID;RANGE=THISANDFUTURE{BRUSSELS}20261210T183000"),
    )
    assert [start[:16] for start in map(str, starts(found))] == [
        "2026-12-03T18:30", "2026-12-11T19:30", "2026-12-18T19:30", "2026-12-25T19:30",
    ]  # fmt: skip


def test_the_newest_word_on_an_occurrence_counts():
    found = read(
        event("c", f"{BRUSSELS}20261203T183000", "RRULE:FREQ=WEEKLY;COUNT=1"),
        event("c", f"{BRUSSELS}20261205T183000", f"RECURRENCE-ID{BRUSSELS}20261203T183000", "SEQUENCE:2"),
        event("c", f"{BRUSSELS}20261204T183000", f"RECURRENCE-ID{BRUSSELS}20261203T183000", "SEQUENCE:1"),
    )
    assert starts(found) == ["2026-12-05T18:30:00+01:00"]


def test_whole_days_end_on_their_last_day():
    two, one = read(
        event("a", ";VALUE=DATE:20270520", "DTEND;VALUE=DATE:20270522"),
        event("b", ";VALUE=DATE:20270601", "DTEND;VALUE=DATE:20270602"),
    )
    assert (two.metadata["starts"], two.metadata["ends"]) == ("2027-05-20", "2027-05-21")
    assert one.metadata["starts"] == "2027-06-01" and "ends" not in one.metadata and "starts_at" not in one.metadata


def test_whole_days_repeat_too():
    found = read(event("a", ";VALUE=DATE:20260101", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20280101"))
    assert starts(found) == ["2027-01-01"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (":20261210T100000", "2026-12-10T10:00:00+01:00"),
        (":20261210T233000Z", "2026-12-11T00:30:00+01:00"),
        (";TZID=America/New_York:20261210T180000", "2026-12-11T00:00:00+01:00"),
        (";TZID=Romance Standard Time:20261210T100000", "2026-12-10T10:00:00+01:00"),
        (";TZID=Nowhere/Town:20261210T100000", "2026-12-10T10:00:00+01:00"),
    ],
)
def test_every_time_is_told_on_the_clock_of_belgium(start, expected):
    assert starts(read(event("a", start))) == [expected]


def test_a_zone_that_the_calendar_describes_itself_is_used():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Office Abroad\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\n"
        "TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert starts(read(event("a", ";TZID=Office Abroad:20261210T100000"), head=zone)) == ["2026-12-10T06:00:00+01:00"]


def test_what_is_over_is_left_out_and_what_runs_today_is_kept():
    found = read(
        event("old", ":20251101T100000Z"),
        event("running", ":20261122T100000Z", "DTEND:20261124T100000Z", summary="Fair"),
        event("today", ":20261123T080000Z", summary="Talk"),
    )
    assert [one.title for one in found] == ["Fair", "Talk"]


def test_online_events_and_calendars_that_are_called_off_say_so():
    (webinar,) = read(event("w", ":20261210T100000", "LOCATION:https://zoom.us/j/1", "DURATION:PT1H"))
    assert webinar.metadata["online"] is True and "place" not in webinar.metadata
    assert webinar.metadata["ends_at"] == "2026-12-10T11:00:00+01:00"
    (off,) = read(event("w", ":20261210T100000"), head="METHOD:CANCEL\r\n")
    assert off.metadata["cancelled"] is True


def test_folded_lines_are_put_together_even_within_a_letter():
    content = calendar(event("a", ":20261210T100000", summary="Caf@")).replace(b"@", b"\xc3\r\n \xa9 & th\xc3\xa9")
    (found,) = read_all(io.BytesIO(content), "", today=TODAY)
    assert found.title == "Café & thé"


def test_endless_and_impossible_repetition_is_bounded():
    started = time.process_time()
    found = read(
        event("s", ":20261201T100000Z", "RRULE:FREQ=SECONDLY", summary="Secondly"),
        event("d", ":20200101T100000Z", "RRULE:FREQ=DAILY", summary="Daily"),
        event("n", ":20260101T100000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", summary="Never"),
        event("b", ":20261205T100000Z", "RRULE:NONSENSE", summary="Nonsense"),
    )
    titles = [one.title for one in found]
    assert titles.count("Secondly") == 1 and titles.count("Daily") <= 400 and titles.count("Never") == 0
    assert "Nonsense" in titles and time.process_time() - started < 10


def test_one_bad_event_does_not_end_the_rest():
    found = read(
        event("bad", ":2026-99-99"), "BEGIN:VEVENT\r\nnonsense\r\nEND:VEVENT\r\n", event("a", ":20261210T100000")
    )
    assert [one.metadata["id"] for one in found] == ["a"]


def test_a_calendar_that_breaks_off_says_so_after_what_it_has():
    content = calendar(event("a", ":20261210T100000"), event("b", ":20261211T100000"))
    seen: list[Reading] = []
    with pytest.raises(Unreadable, match="breaks off"):
        seen.extend(read_all(io.BytesIO(content[:-60]), "", today=TODAY))
    assert [one.metadata["id"] for one in seen] == ["a"]


def test_a_line_of_twenty_megabytes_and_damage_of_any_kind_end():
    huge = calendar(event("a", ":20261210T100000", "DESCRIPTION:" + "x" * 20_000_000), event("b", ":20261211T100000"))
    assert "b" in [one.metadata["id"] for one in read_all(io.BytesIO(huge), "", today=TODAY)]
    chance = random.Random(3)
    content = calendar(
        event("c", f"{BRUSSELS}20261203T183000", "RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE{BRUSSELS}20261210T183000"),
        event("c", f"{BRUSSELS}20261214T090000", f"RECURRENCE-ID{BRUSSELS}20261210T183000"),
    )
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 6)] = chance.randbytes(chance.randint(0, 4))
        with suppress(Unreadable):
            assert all(one.text for one in read_all(io.BytesIO(bytes(damaged)), "", today=TODAY))
