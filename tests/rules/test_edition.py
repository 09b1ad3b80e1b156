"""What tells one program from another that might make other rules of the same files."""

from monitor.rules.edition import edition


def test_one_program_is_one_edition() -> None:
    assert edition() == edition()
    assert len(edition()) == 64
