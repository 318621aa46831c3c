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


HOME, PAPERS = AddressKind.HOME, AddressKind.PAPERS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("微信号 aminad88", "aminad88"),
        ("她的微信是aminad88", "aminad88"),
        ("reach her on WeChat as aminad88", "aminad88"),
        ("Son identifiant Telegram est aminad88", "aminad88"),
        ("Su Telegram es aminad88.", "aminad88"),
        ("o Telegram dela é aminad88", "aminad88"),
        ("Telegram sob o nome aminad88", "aminad88"),
        ("ник в телеграме aminad88", "aminad88"),
        ("معرف واتساب: aminad88", "aminad88"),
        ("WhatsApp de Amina: aminad88", "aminad88"),
    ],
)
def test_a_name_in_a_messenger_is_found_however_it_is_introduced(text, name):
    assert found(text) == [(AddressKind.HANDLE, name)]


@pytest.mark.parametrize(
    "text",
    [
        "WhatsApp groups reached 3000 farmers.",
        "They use Telegram since 2019.",
        "WeChat mini programs serve farmers.",
        "微信公众号发布消息",
    ],
)
def test_what_is_said_of_messengers_is_no_name(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Home address: 12 Mango Street, Accra.", "12 Mango Street, Accra"),
        ("She lives at 12 Mango Street, Accra.", "12 Mango Street, Accra"),
        ("Il est domicilié au 14 avenue Bourguiba.", "14 avenue Bourguiba"),
        ("Domicilio particular: Calle 12 n.º 45, Lima", "Calle 12 n.º 45, Lima"),
        ("Endereço residencial: Rua das Flores 123", "Rua das Flores 123"),
        ("Домашний адрес: ул. Ленина, д. 5", "ул. Ленина, д. 5"),
        ("عنوان السكن: شارع النيل 12", "شارع النيل 12"),
        ("家庭住址：北京市建国路88号", "北京市建国路88号"),
    ],
)
def test_a_home_is_found_where_it_is_called_so(text, told):
    assert found(text) == [(HOME, told)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Passport no. A1234567", "A1234567"),
        ("passeport n° 12AB34567", "12AB34567"),
        ("DNI 45678912", "45678912"),
        ("CPF 123.456.789-00", "123.456.789-00"),
        ("паспорт серии 4508 № 123456", "4508 № 123456"),
        ("رقم جواز السفر A1234567", "A1234567"),
        ("身份证号码：110101199003071234", "110101199003071234"),
        ("Her national ID is 45678912", "45678912"),
        ("Driver's license no. B1234567", "B1234567"),
        ("Driving licence: B1234567", "B1234567"),
        ("social security number 123-45-6789", "123-45-6789"),
        ("Sécurité sociale n° 184127645108", "184127645108"),
        ("Permis de conduire n° 14AB12345", "14AB12345"),
        ("Licencia de conducir 45678912", "45678912"),
        ("Cartão de cidadão 12345678", "12345678"),
        ("Carteira de identidade 12.345.678", "12.345.678"),
    ],
)
def test_the_number_of_a_persons_papers_is_found(text, told):
    assert found(text) == [(PAPERS, told)]


@pytest.mark.parametrize(
    "text",
    [
        "The office is at 12 Mango Street, Accra.",
        "Adresse : 14 avenue Bourguiba, Dakar",
        "Home address data were collected in 12 districts.",
        "CNPJ 12.345.678/0001-95",
        "The passport was issued in 2014 to 12000 nurses.",
        "ID card for 2500000 people.",
    ],
)
def test_a_bodys_street_and_what_is_counted_stay(text):
    assert [one for one in addresses(text) if one.kind in {HOME, PAPERS}] == []


@pytest.mark.parametrize(
    ("email", "is_public"),
    [
        ("contact@amina-diallo.com", False),
        ("info@juan-perez.name", False),
        ("info@nelson-mandela.org", True),
        ("info@maria-foundation.com", True),
        ("info@green-seeds.com", True),
    ],
)
def test_a_mailbox_at_a_persons_own_host_is_that_persons(email, is_public):
    assert is_public_mailbox(email) is is_public
