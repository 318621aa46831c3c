import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.support.addresses import (
    AddressKind,
    addresses,
    same_site,
)
from vectorstore.text.mailboxes import is_public_mailbox


def found(text):
    return [(one.kind, one.text) for one in addresses(text)]


URL, EMAIL, PHONE = AddressKind.URL, AddressKind.EMAIL, AddressKind.PHONE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.org/a?b=1.", [(URL, "https://example.org/a?b=1")]),
        ("See www.example.org, please.", [(URL, "www.example.org")]),
        ("(see http://example.org/a_(b))", [(URL, "http://example.org/a_(b)")]),
        ("[here](https://x.example/p.png)", [(URL, "https://x.example/p.png")]),
        ("Go to grants-now.example/claim today", [(URL, "grants-now.example/claim")]),
        ("Go to grants-now.com today.", [(URL, "grants-now.com")]),
        ("请到 https://x.example/a 申请。", [(URL, "https://x.example/a")]),
        ("click javascript:alert(1)", [(URL, "javascript:alert(1)")]),
        ("Mail a.silva@example.org!", [(EMAIL, "a.silva@example.org")]),
        ("a.silva [at] example [dot] org", [(EMAIL, "a.silva@example.org")]),
        ("a.silva (arroba) example.org", [(EMAIL, "a.silva@example.org")]),
        (
            "Contact the Coordinator at a.silva@eau.gov.bf for details.",
            [(EMAIL, "a.silva@eau.gov.bf")],
        ),
        ("the coordinator at a.silva@gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("the coordinator @ a.silva@gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("la coordinatrice à a.silva@gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("a coordenadora (a) a.silva@gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("директор собака a.silva@gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva@gov.br @unossc", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva at gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva (@) gov [.] br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva＠gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva à gov point br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva [chez] gov.br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva arobase gov point br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva arroba gov punto br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva arroba gov ponto br", [(EMAIL, "a.silva@gov.br")]),
        ("a.silva собака gov точка ru", [(EMAIL, "a.silva@gov.ru")]),
        ("a.silva [эт] gov.ru", [(EMAIL, "a.silva@gov.ru")]),
        ("a.silva [艾特] gov 点 cn", [(EMAIL, "a.silva@gov.cn")]),
        ("a.silva آت gov نقطة eg", [(EMAIL, "a.silva@gov.eg")]),
        ("Call +221 33 839 90 50 now", [(PHONE, "+221 33 839 90 50")]),
        ("From abroad 00221 33 839 90 50.", [(PHONE, "00221 33 839 90 50")]),
        ("Tel. 33 839 90 50", [(PHONE, "33 839 90 50")]),
        ("هاتف 33839905012", [(PHONE, "33839905012")]),
        ("电话：010-8532-1234", [(PHONE, "010-8532-1234")]),
        ("Тел.: 8 (495) 123-45-67", [(PHONE, "8 (495) 123-45-67")]),
    ],
)
def test_addresses_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In 2014 2 300 000 people were reached, 12.5 per cent more than in 2013.",
        "Meet at St.Louis at 3.5 degrees, at 10.30 a.m.",
        "It ended in May.The next began in June, e.g. there.",
        "The ratio is 1.2/3.4 of GDP; see section 3.2/4 and SDG 3.b.",
        "Grant XM-DAC-41114-PROJECT-00034567 of USD 1,234,567,890.",
        "ISBN 978-3-16-148410-0 and the years 2014-2019.",
        "Wells were dug.",
    ],
)
def test_numbers_and_full_stops_are_no_addresses(text):
    assert found(text) == []


@given(st.text(alphabet="ab@.:/ +0123456789w-[]()\n", max_size=80))
def test_spans_are_in_order_and_hold_the_address(text):
    at = 0
    for one in addresses(text):
        start, end = one.span
        assert at <= start < end <= len(text)
        at = end


@pytest.mark.parametrize(
    "text",
    [
        "Available at www.example.org",
        "Available at example.org/projects.",
    ],
)
def test_what_follows_the_word_at_may_be_a_page(text):
    [(kind, _)] = found(text)

    assert kind is URL


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Skype: a.silva", "a.silva"),
        ("Skype ID live:a.silva2", "live:a.silva2"),
        ("Telegram @coordinator_ke, daily", "@coordinator_ke"),
        ("WhatsApp (wellbuilder)", "wellbuilder"),
        ("Скайп: wells_ru.", "wells_ru"),
        ("Телеграм: @wells_ru", "@wells_ru"),
        ("微信：wells2016", "wells2016"),
        ("微信号wells_cn", "wells_cn"),
        ("QQ：10012345", "10012345"),
        ("واتساب: wells_eg", "wells_eg"),
    ],
)
def test_names_in_messengers_are_found(text, name):
    assert found(text) == [(AddressKind.HANDLE, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Join by Skype: the meeting is open to all.",
        "A WhatsApp group of 40 farmers, a Telegram channel and Skype for Business.",
        "The signal was 2.5 times as strong; messenger RNA in 2016.",
        "微信公众号有20万读者。",
        "WhatsApp, Telegram and Signal.",
    ],
)
def test_words_about_messengers_are_no_names(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "email",
    [
        "info@example.org",
        "Info@example.org",
        "contact-us@example.org",
        "press.office@example.org",
        "info.sn@example.org",
        "secretaria@ministerio.gob.pe",
        "info.unossc@unossc.org",
        "unossc@unossc.org",
        "contact2@example.org",
        "presse-fr@example.org",
        "geral@example.pt",
    ],
)
def test_an_office_has_a_public_mailbox(email):
    assert is_public_mailbox(email)


@pytest.mark.parametrize(
    "email",
    [
        "maria.silva@example.org",
        "m.silva@example.org",
        "info.maria@example.org",
        "maria@press.example.org",
        "ivanov1970@example.ru",
        "silva@a.silva",
        "ana.silva@silva.org",
        "br@gov.br",
        "info",
        "",
    ],
)
def test_a_name_is_a_persons(email):
    assert not is_public_mailbox(email)


@pytest.mark.parametrize(
    ("url", "address", "same"),
    [
        ("https://data.un.org/a", "https://www.un.org/b", True),
        ("www.un.org", "https://un.org", True),
        ("https://a.gov.br/x", "https://b.gov.br/y", False),
        ("https://x.saude.gov.br", "https://saude.gov.br/y", True),
        ("https://a.github.io", "https://b.github.io", False),
        ("https://un.org.evil.example", "https://un.org", False),
        ("https://un.org@evil.example", "https://un.org", False),
        ("https://evil.example\\@un.org", "https://un.org", False),
        ("https://evil.example#un.org", "https://un.org", False),
        ("HTTPS://UN.ORG./a", "https://un.org", True),
        ("javascript:alert(1)", "https://un.org", False),
        ("ftp://un.org/a", "https://un.org", False),
        ("https://10.0.0.1/a", "https://10.0.0.1/b", True),
        ("https://10.0.0.1/a", "https://11.0.0.1/b", False),
        ("https://[broken", "https://un.org", False),
        ("https://un.org", None, False),
        ("https://ун.org", "https://un.org", False),
    ],
)
def test_a_site_is_told_by_the_host_that_is_registered(url, address, same):
    assert same_site(url, address) is same
