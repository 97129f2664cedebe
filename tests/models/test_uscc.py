"""The code's laws: real codes pass, every single slip is caught, look-alikes get a hint."""

import itertools
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Invalid
from models.uscc import ALPHABET, LOOK_ALIKES, check_digit, clean_uscc

VALID = ("91110108551385082Q", "91350100M000100Y43")
# Of how many codes every single slip is tried.
MANY = 1000 if os.environ.get("SOAK") else 60
# A sum of 0 mod 31: the check character is 0, where a careless formula falls off the alphabet.
ZERO = next(body + "0" for n in range(10_000) if check_digit(body := f"91321100MA1{n:06d}") == "0")


def code_of(text):
    try:
        return clean_uscc(text)
    except Invalid as error:
        return error.code


def generated(n):
    rng = random.Random(2015)
    for _ in range(n):
        body = "".join(rng.choice(ALPHABET) for _ in range(17))
        yield body + check_digit(body)


@pytest.mark.parametrize("code", [*VALID, ZERO])
def test_real_code_is_taken_as_it_is(code):
    assert clean_uscc(code) == code


def test_much_copied_wrong_example_is_refused():
    assert code_of("91310115MA1H8R7C6D") == "uscc_check_digit"


def test_every_single_character_error_over_generated_codes_is_caught():
    for code in generated(MANY):
        for place in range(18):
            for other in ALPHABET:
                if other != code[place]:
                    slipped = code[:place] + other + code[place + 1 :]
                    assert code_of(slipped) == "uscc_check_digit", (code, slipped)


def test_every_look_alike_over_generated_codes_is_refused_with_its_hint():
    for code in generated(MANY):
        for place in range(18):
            for letter, meant in LOOK_ALIKES.items():
                with pytest.raises(Invalid) as caught:
                    clean_uscc(code[:place] + letter + code[place + 1 :])
                assert (caught.value.code, caught.value.params) == (
                    "uscc_look_alike",
                    {"found": letter, "meant": meant},
                )


def test_arithmetic_leaves_no_swap_of_neighbours_uncaught():
    """31 is prime and neighbouring weights differ, also that of the last place, where the check stands as it is."""
    weights = [pow(3, place, 31) for place in range(17)] + [1]

    assert all((a - b) % 31 for a, b in itertools.pairwise(weights))
    assert all(weight % 31 for weight in weights)


def test_every_neighbour_swap_over_generated_codes_is_caught():
    for code in generated(1000):
        for place in range(17):
            if code[place] != code[place + 1]:
                swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
                assert code_of(swapped) == "uscc_check_digit", (code, swapped)


@given(st.sampled_from(VALID), st.randoms(use_true_random=False))
def test_case_width_and_spaces_as_people_paste_them_are_folded(code, rng):
    def worn(c):
        way = rng.randrange(4)
        return [c, c.lower(), chr(ord(c) + 0xFEE0), c + rng.choice([" ", "-", "\u3000", ""])][way]

    assert clean_uscc("".join(map(worn, code))) == code


@pytest.mark.parametrize("letter", sorted(LOOK_ALIKES))
def test_look_alike_letter_is_refused_with_what_is_meant(letter):
    code = VALID[0][:5] + letter + VALID[0][6:]

    with pytest.raises(Invalid) as caught:
        clean_uscc(code)

    assert caught.value.code == "uscc_look_alike"
    assert caught.value.params == {"found": letter, "meant": LOOK_ALIKES[letter]}


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "uscc_length"), ("9111", "uscc_length"), ("9111010855138508中Q", "uscc_character")],
)
def test_text_that_is_no_code_says_why(text, code):
    assert code_of(text) == code
