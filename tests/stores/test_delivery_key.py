"""Ids of deliveries as bytes keep their order, whatever they are compared with."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from mailtrack_sdk.stores._delivery_key import delivery_key, place_of

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)
NEAR = st.text("/0189:@Z`abefgä", max_size=34)


@given(IDS)
def test_an_id_and_its_bytes_say_the_same(delivery_id: str) -> None:
    """Nothing of an id is lost."""
    assert delivery_key(delivery_id).hex() == delivery_id


@given(st.one_of(NEAR, IDS.map(str.upper), IDS.map(lambda text: f"{text[:16]} {text[16:]}")))
@example("0AFF")
@example("")
def test_what_is_no_id_is_that_of_no_delivery(text: str) -> None:
    """Digits in capitals or with blanks, which Python would take for bytes, are no id."""
    key = delivery_key(text)
    assert key == b"" or key.hex() == text


@given(IDS, st.one_of(NEAR, st.text(max_size=3)), st.integers(0, 32))
@example("0" * 32, "", 0)
@example("0" * 32, "", 31)
@example("0" * 31 + "a", "A", 31)
@example("f" * 32, "g", 31)
@example("f" * 32, "g", 32)
def test_ids_behind_a_text_are_behind_its_place(delivery_id: str, end: str, kept: int) -> None:
    """A walk may go on from any text, also from one that parts an id from the next."""
    text = delivery_id[:kept] + end
    assert (bytes.fromhex(delivery_id) > place_of(text)) == (delivery_id > text)
