"""Numbers of certificates: what the database makes is read back, and no single slip passes."""

import pytest

from models.certificate_number import clean_number, shown_number
from models.errors import Invalid
from models.uscc import ALPHABET

pytestmark = pytest.mark.anyio


def code_of(text):
    try:
        return clean_number(text)
    except Invalid as error:
        return error.code


async def made(conn, n):
    rows = await conn.fetch("select certificate_number() as number from generate_series(1, $1)", n)
    return [r["number"] for r in rows]


async def test_number_of_the_database_is_read_back_as_shown_and_as_typed(conn) -> None:
    numbers = await made(conn, 300)

    assert len(set(numbers)) == 300
    for number in numbers:
        assert clean_number(shown_number(number)) == number
        assert clean_number(f" {shown_number(number).lower()} ") == number


async def test_no_single_slip_and_no_neighbour_swap_passes(conn) -> None:
    for number in await made(conn, 20):
        for place in range(12):
            for other in set(ALPHABET) - {number[place]}:
                slipped = number[:place] + other + number[place + 1 :]
                assert code_of(slipped) == "certificate_number_check"
        for place in range(11):
            if number[place] != number[place + 1]:
                swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
                assert code_of(swapped) == "certificate_number_check"


@pytest.mark.parametrize("text", ["", "1234", "ABCD-EFGH-JKLMN", "中文中文中文中文中文中文"])
def test_text_that_is_no_number_is_refused(text) -> None:
    assert code_of(text) == "certificate_number_form"
