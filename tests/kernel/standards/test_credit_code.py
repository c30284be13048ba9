import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.standards.credit_code import (
    CHARSET,
    CreditCodeError,
    CreditCodeFault,
    check,
    check_character,
    complete,
    is_valid,
    organisation_check,
)

# The code printed as the example in GB 32100-2015.
EXAMPLE = "91350100M000100Y43"
BODIES = st.tuples(
    st.sampled_from(["11", "12", "52", "91", "92", "93"]),
    st.integers(0, 999999).map("{:06d}".format),
    st.text(st.sampled_from(CHARSET), min_size=8, max_size=8),
).map("".join)


def test_the_example_of_the_standard():
    code = check(EXAMPLE)
    assert (code.department, code.category, code.division) == ("9", "1", "350100")
    assert code.organisation_code == "M000100Y4"
    assert check_character(EXAMPLE[:17]) == "3"
    assert organisation_check("M000100Y") == "4"


def test_spaces_case_and_full_width_are_folded():
    assert check(" 91350100-m000100y４３ ").code == EXAMPLE


@pytest.mark.parametrize(
    ("code", "fault", "position"),
    [
        ("", CreditCodeFault.LENGTH, 0),
        (EXAMPLE[:17], CreditCodeFault.LENGTH, 0),
        ("430302600012345", CreditCodeFault.LENGTH, 0),
        ("91350100M000I00Y43", CreditCodeFault.CHARACTER, 13),
        ("91350100M000100Y4O", CreditCodeFault.CHARACTER, 18),
        ("97350100M000100Y43", CreditCodeFault.KIND, 1),
        ("913501A0M000100Y43", CreditCodeFault.DIVISION, 3),
        ("91350100M000100Y53", CreditCodeFault.ORGANISATION, 17),
        ("91350100M000100Y44", CreditCodeFault.CHECK, 18),
        ("91350200M000100Y43", CreditCodeFault.CHECK, 18),
    ],
)
def test_faults_are_named(code, fault, position):
    with pytest.raises(CreditCodeError) as caught:
        check(code)
    assert (caught.value.fault, caught.value.position) == (fault, position)
    assert not is_valid(code)


@given(BODIES)
def test_a_completed_code_is_valid(body):
    code = complete(body)
    assert len(code) == 18
    assert check(code).code == code
    assert complete(code[:17]) == code


@given(BODIES, st.integers(0, 17), st.sampled_from(CHARSET))
def test_one_wrong_character_is_always_noticed(body, position, character):
    code = complete(body)
    wrong = code[:position] + character + code[position + 1 :]
    assert is_valid(wrong) == (wrong == code)


@given(BODIES, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_noticed(body, position):
    code = complete(body)
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert is_valid(swapped) == (swapped == code)


def test_completing_needs_sixteen_or_seventeen_characters():
    with pytest.raises(CreditCodeError):
        complete("91990000")
    with pytest.raises(CreditCodeError):
        complete(EXAMPLE[:16] + "5")
