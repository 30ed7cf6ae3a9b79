"""Payment card numbers, where a policy turns them on: issuer, length and check digit must agree. Numbers are the networks' test numbers."""

from __future__ import annotations

import pytest
from ways import check_passes, under

from pi_scrub import Policy
from pi_scrub.judges.card import find_cards, mask_card

ON = Policy(kinds={"card": "drop"})
FOUND = [
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4222222222222", "5555555555554444", "2223003122003222",
    "378282246310005", "3782 822463 10005", "3782-822463-10005", "6011111111111117", "30569309025904", "3566002020360505", "6200000000000005",
]  # fmt: skip


@pytest.mark.parametrize("number", FOUND)
def test_a_card_number_is_found_wherever_it_stands(number: str) -> None:
    for line in ("{}", "card={} ok", "pan: {}, exp 12/29", '{{"pan":"{}"}}', "x|{}|y", "paid by {}.", "({})", "{}=2912", "ani=4155550132 {}"):
        found = under(ON, line.format(number))
        assert found == line.format("[pan]").replace("4155550132", "<ph>"), line


PASS = """
4111111111111112
4111 1111 1111 1112
4111  1111 1111 1111
4111-1111 1111-1111
411111111111111
41111111111111111
1111111111111117
9111111111111111
1710753242118000
0004111111111111111
4111111111111111.5
a4111111111111111f
4111111111111111-7
1.4111111111111111
4111_1111_1111_1111
8400217733000002
""".strip().splitlines()


@pytest.mark.parametrize("line", PASS)
def test_what_only_looks_like_a_card_number_stays(line: str) -> None:
    assert list(find_cards(line.encode())) == []


@pytest.mark.parametrize("number", FOUND)
def test_card_numbers_are_off_by_default(number: str) -> None:
    check_passes(f"card={number} ok")


def test_a_json_number_becomes_a_string() -> None:
    line = '{"pan":4111111111111111,"all":[5555555555554444, 4111111111111111],"n":4111111111111112}'
    assert under(ON, line) == '{"pan":"[pan]","all":["[pan]", "[pan]"],"n":4111111111111112}'


@pytest.mark.parametrize(("text", "masked"), [
    ("4111 1111 1111 1111", "**** **** **** 1111"), ("378282246310005", "***********0005"), ("4222222222222", "*********2222"),
])  # fmt: skip
def test_a_mask_shows_the_last_four_digits(text: str, masked: str) -> None:
    assert mask_card(text) == masked


@pytest.mark.parametrize("line", ["4111 1111 1111 1111 2024", "4111111111111111 4155550132", "+4111111111111111", "4111111111111111,2912,123"])
def test_a_masked_card_number_joins_nothing(line: str) -> None:
    under(Policy(regions=("US",), strictness="high", kinds={"card": "mask"}), line)
