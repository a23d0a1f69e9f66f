"""No promise is forgotten: each has a test or a written reason, and the page that lists them is the present one."""

from scripts import promises


def test_every_promise_has_a_test_or_a_reason() -> None:
    tests = promises.proofs()
    assert [f"R{each.r}" for each in promises.promises() if each.r not in tests and not each.reason] == []


def test_no_promise_that_tests_prove_is_said_to_be_open() -> None:
    tests = promises.proofs()
    assert [f"R{each.r}" for each in promises.promises() if each.r in tests and each.reason.startswith("Not yet")] == []


def test_all_promises_are_there_and_tests_name_no_others() -> None:
    numbers = [each.r for each in promises.promises()]
    assert numbers == list(range(1, 176)) + list(range(182, 187)) + list(range(176, 182))
    assert promises.proofs().keys() - set(numbers) == set()


def test_the_page_of_promises_is_the_present_one() -> None:
    listed, tests = promises.promises(), promises.proofs()
    assert promises.TARGET.read_text("utf-8") == promises.page(listed, tests), "run python -m scripts.promises"
