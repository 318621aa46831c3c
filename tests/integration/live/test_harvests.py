"""Harvests page, survive failures, and delete only what is surely gone."""

from shutil import rmtree

import pytest

from ingestion.errors import FetchFailed, FetchRefused, UnusableSource

JSON = {"Content-Type": "application/json"}
FIVE = {f"P-{number}" for number in range(1, 6)}


def project(number, **changed):
    return {
        "id": f"P-{number}",
        "title": f"Solar pumps in district {number}",
        "description": f"Forty solar pumps water the gardens of district {number}.",
        **changed,
    }


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("/plain", "none"),
        ("/link?page=1", "link"),
        ("/next?page=1", "next"),
        ("/offset?offset=0&limit=2", "offset"),
        ("/pages?page=1", "page"),
    ],
)
def test_every_way_of_paging_is_found_and_followed(feed, harvests, path, how):
    source = harvests.add(feed.url + path)

    found = harvests.run()

    assert (source.paging.how, source.key) == (how, "id")
    assert (set(harvests.kept()), found.is_whole, found.problems) == (FIVE, True, [])


def test_paging_may_be_declared_where_the_address_does_not_show_it(feed, harvests):
    harvests.add(
        f"{feed.url}/offset", paging="offset", page_param="offset",
        size_param="limit", size=2,
    )  # fmt: skip

    assert harvests.run().is_whole
    assert set(harvests.kept()) == FIVE
    assert "/offset?offset=4&limit=2" in feed.asked


def test_what_was_edited_deleted_and_added_is_followed(feed, harvests):
    harvests.add(f"{feed.url}/link?page=1")
    harvests.run()
    feed.records[1] = project(2, title="Wind pumps in district 2")
    del feed.records[2]
    feed.records.append(project(6))

    found = harvests.run()

    assert set(harvests.kept()) == FIVE - {"P-3"} | {"P-6"}
    assert harvests.kept()["P-2"] == "Wind pumps in district 2"
    assert found.is_whole


def test_pages_that_did_not_change_are_not_sent_again(feed, harvests):
    harvests.add(f"{feed.url}/link?page=1")
    harvests.run()
    before = {p: p.stat().st_mtime_ns for p in (harvests.home / "live").glob("part*")}

    found = harvests.run()

    assert feed.conditional == 3
    assert (found.pages, found.pages_unchanged, found.is_whole) == (3, 3, True)
    after = {p: p.stat().st_mtime_ns for p in (harvests.home / "live").glob("part*")}
    assert after == before


def test_a_page_that_fails_for_good_deletes_nothing(feed, harvests):
    harvests.add(f"{feed.url}/pages?page=1")
    harvests.run()
    del feed.records[0]
    feed.faults["/pages?page=2"] = [(500, JSON, b"{}")] * 4

    found = harvests.run()

    assert not found.is_whole
    assert set(harvests.kept()) == FIVE
    [problem] = found.problems
    assert "status 500" in problem.reason
    assert "/pages?page=3" in feed.asked  # one bad page is not the end


def test_a_failed_page_of_a_chain_is_passed_by_what_was_known_of_it(feed, harvests):
    harvests.add(f"{feed.url}/link?page=1")
    harvests.run()
    feed.records[4] = project(5, title="Wells in district 5")
    feed.faults["/link?page=2"] = [(503, JSON, b"")] * 4

    found = harvests.run()

    assert not found.is_whole
    assert harvests.kept()["P-5"] == "Wells in district 5"


@pytest.mark.parametrize(
    "fault",
    [
        (500, JSON, b"{}"),
        (429, {"Retry-After": "7"}, b""),
        (200, {**JSON, "Content-Length": "9000"}, b'{"results": ['),  # cut short
    ],
)
def test_what_passes_is_tried_again_after_a_pause(feed, harvests, fault):
    harvests.add(f"{feed.url}/link?page=1")
    feed.faults["/link?page=2"] = [fault]

    found = harvests.run()

    assert (found.is_whole, set(harvests.kept())) == (True, FIVE)
    assert feed.asked.count("/link?page=2") == 2
    if fault[0] == 429:
        assert 7.0 in harvests.slept


def test_a_server_that_wants_a_long_rest_is_left_until_the_next_harvest(feed, harvests):
    harvests.add(f"{feed.url}/plain")
    feed.asked.clear()
    feed.faults["/plain"] = [(503, {"Retry-After": "86400"}, b"")]

    found = harvests.run()

    assert (found.pages, found.is_whole) == (0, False)
    assert len(feed.asked) == 1
    assert "86400 s" in found.problems[0].reason


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ((200, {"Content-Type": "text/html"}, b"<!doctype html><p>Hi"), "text/html"),
        ((200, JSON, b'{"results": [' + b" " * 200_000), "more than 100,000 bytes"),
        ((200, JSON, b'{"results": [{"id": '), "no whole JSON"),
        ((200, JSON, b'{"error": "busy"}'), "no list of records"),
        ((302, {"Location": "http://10.0.0.1/x"}, b""), "was not named"),
    ],
)
def test_a_page_that_is_not_what_it_should_be_is_one_line_of_the_report(
    feed, harvests, fault, reason
):
    harvests.add(f"{feed.url}/pages?page=1")
    harvests.run()
    feed.records.pop(0)
    feed.faults["/pages?page=2"] = [fault]

    found = harvests.run()

    assert [reason in problem.reason for problem in found.problems] == [True]
    assert not found.is_whole
    assert set(harvests.kept()) == FIVE


def test_a_redirect_to_a_private_address_is_refused_though_its_host_was_named(
    feed, harvests
):
    feed.faults["/plain"] = [(302, {"Location": "http://localhost:1/x"}, b"")]
    harvests.limits = harvests.limits.model_copy(
        update={"private": (feed.url.removeprefix("http://"),)}
    )
    host = feed.url.removeprefix("http://")

    with (
        harvests.fetcher(host, "localhost") as fetcher,
        pytest.raises(FetchRefused, match="private address"),
    ):
        fetcher.get(f"{feed.url}/plain")


def test_private_addresses_are_refused_where_no_setting_names_them(feed, harvests):
    harvests.limits = harvests.limits.model_copy(update={"private": ()})

    with pytest.raises(FetchRefused, match="private address"):
        harvests.add(f"{feed.url}/plain")
    assert feed.asked == []


def test_robots_txt_is_heeded_with_its_wild_cards_and_its_delay(feed, harvests):
    feed.robots = "User-agent: *\nDisallow: /*?page=2\nCrawl-delay: 9\n"
    harvests.add(f"{feed.url}/link?page=1")

    found = harvests.run()

    assert "/link?page=2" not in feed.asked
    assert "robots.txt" in found.problems[0].reason
    assert any(pause > 8 for pause in harvests.slept)
    feed.robots = "User-agent: SouthSouthGalaxyAssistant\nDisallow: /\n"
    with pytest.raises(FetchRefused, match="robots"):
        harvests.add(f"{feed.url}/plain")


def test_an_interrupted_harvest_goes_on_where_it_was(feed, harvests):
    feed.has_marks = False
    harvests.add(f"{feed.url}/link?page=1")
    feed.faults["/link?page=3"] = [(500, JSON, b"")] * 4
    harvests.run(ends=False)
    feed.asked.clear()

    found = harvests.run()

    assert feed.asked == ["/link?page=3"]
    assert (found.is_whole, set(harvests.kept())) == (True, FIVE)


def test_an_empty_answer_does_not_empty_the_library(feed, harvests):
    feed.records = [project(number) for number in range(1, 21)]
    harvests.add(f"{feed.url}/plain")
    harvests.run()
    feed.records = []

    held = harvests.run()

    assert (held.is_whole, len(harvests.kept())) == (False, 20)
    assert "--let-many-go" in held.problems[0].reason
    assert harvests.run(lets_many_go=True).is_whole
    assert harvests.kept() == {}


def test_a_lost_folder_does_not_count_as_deletions(feed, harvests):
    harvests.add(f"{feed.url}/pages?page=1")
    harvests.run()
    rmtree(harvests.home / "live")
    feed.faults["/pages?page=2"] = [(404, JSON, b""), (500, JSON, b"")]
    feed.faults["/pages?page=1"] = [(500, JSON, b"")] * 4

    lost = harvests.run()

    assert (lost.parts, lost.is_whole) == ([], False)
    assert "on disk is gone" in lost.problems[-1].reason
    assert harvests.run().is_whole
    assert set(harvests.kept()) == FIVE


def test_an_address_that_ignores_its_page_is_found_out(feed, harvests):
    harvests.add(f"{feed.url}/stuck?page=1")

    found = harvests.run()

    assert "same page again" in found.problems[0].reason
    assert (found.pages, found.is_whole) == (1, False)


def test_records_without_an_identifier_are_known_by_their_content(feed, harvests):
    for record in feed.records:
        del record["id"]
    source = harvests.add(f"{feed.url}/plain")

    found = harvests.run()

    assert (source.key, found.records) == (None, 5)
    with pytest.raises(UnusableSource, match="'code'"):
        harvests.add(f"{feed.url}/plain", key="code")


def test_a_broken_activity_of_a_feed_keeps_the_others_and_deletes_nothing(
    feed, harvests
):
    one = (
        "<iati-activity><iati-identifier>A-{0}</iati-identifier><title><narrative>"
        "Wells {0}</narrative></title></iati-activity>"
    )
    whole = "".join(map(one.format, range(1, 5)))
    feed.xml = f"<iati-activities>{whole}</iati-activities>".encode()
    harvests.add(f"{feed.url}/iati.xml")
    assert harvests.run().records == 4
    feed.xml = (
        "<iati-activities>" + one.format(1) + "<iati-activity><iati-identifier>A-9"
        "</iati-identifier><title>" + one.format(5) + "</iati-activities>"
    ).encode()

    found = harvests.run()

    assert (found.records, found.is_whole) == (6, False)
    assert "broken" in found.problems[0].reason


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "https://a:b@example.org/x", "http://[::1"]
)
def test_addresses_of_other_kinds_are_refused(harvests, url):
    with pytest.raises(FetchRefused), harvests.fetcher("example.org") as fetcher:
        fetcher.get(url)


def test_an_unknown_host_is_told_of(harvests):
    with (
        pytest.raises(FetchFailed, match="not known"),
        harvests.fetcher("nowhere.invalid") as fetcher,
    ):
        fetcher.get("http://nowhere.invalid/x")
