import pytest

from gawah.core.ids import is_id, random_id


def test_ids_are_twenty_hex_digits_and_differ() -> None:
    drawn = {random_id() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert all(is_id(one) and len(one) == 20 for one in drawn)


def test_every_bit_of_an_id_varies() -> None:
    drawn = [int(random_id(), 16) for _ in range(200)]
    always, ever = 2**80 - 1, 0
    for number in drawn:
        always &= number
        ever |= number
    assert always == 0
    assert ever == 2**80 - 1


@pytest.mark.parametrize(
    "text",
    ["", "0" * 19, "0" * 21, "A" * 20, "g" * 20, "0" * 20 + "\n", " " + "0" * 19, "۰" * 20, "../" + "0" * 17],
)
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text)
