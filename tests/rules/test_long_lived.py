"""The collector of cycles rests while many values are made."""

import gc

import pytest

from monitor.rules.long_lived import long_lived


def test_the_collector_rests_inside_and_works_again_after() -> None:
    with long_lived():
        assert not gc.isenabled()
        with long_lived():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


def test_it_works_again_after_a_defect() -> None:
    with pytest.raises(ValueError, match="defect"), long_lived():
        raise ValueError("defect")

    assert gc.isenabled()


def test_what_was_made_is_not_looked_through_any_more() -> None:
    before = gc.get_freeze_count()

    with long_lived():
        made = [[number] for number in range(1000)]

    assert gc.get_freeze_count() >= before + len(made)
