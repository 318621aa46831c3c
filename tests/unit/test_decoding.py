"""Old encodings are told apart by what their bytes say as words."""

import pytest

from ingestion.parsing.decoding import decode


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Les forêts du Bénin protègent l’eau, où la terre était dégradée."),
        ("cp1252", "Niñez y nutrición: enseñaran a los niños según el país."),
        ("cp1252", "A região não tem água; as crianças têm cisternas. Fundação."),
        ("cp1252", "Die Förderung für Bäuerinnen in Äthiopien ist größer geworden."),
        ("cp1250", "Wspieramy szkoły. Źródła wody są czyste, więc budujemy studnie."),
        ("cp1250", "Příliš žluťoučký kůň úpěl. Školy dostávají učitele a žáci čtou."),
        ("cp1250", "Az iskolák építése. Árvíztűrő tükörfúrógép, köszönjük."),
        ("cp1250", "Şcolile din sat au nevoie de apă şi de învăţători. Ţara noastră."),
        ("cp1254", "Köy okulları için öğretmenler ve su kuyuları. Çiftçiler, ağaç."),
        ("cp1251", "Сельские школы получают воду и учителей."),
    ],
)
def test_an_old_encoding_is_read(encoding, text) -> None:
    assert decode(text.encode(encoding)) == text


def test_one_broken_byte_does_not_turn_utf8_into_another_encoding() -> None:
    data = (
        "Français : l’école rurale, très loin".encode() + b"\xff" + " au Bénin".encode()
    )

    assert decode(data) == "Français : l’école rurale, très loin\ufffd au Bénin"
