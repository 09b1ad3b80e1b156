"""What a rule's values refuse, and what they say of themselves."""

import pytest

from monitor.rules.rule import Examples, VocabularyEntry


@pytest.mark.parametrize(("match", "no_match"), [((), ("x",)), (("x",), ()), ((), ())])
def test_both_kinds_of_example_are_required(match: tuple[str, ...], no_match: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="write both"):
        Examples(match=match, no_match=no_match)


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [
        (("工信部", "=MIIT", "Ministry of Industry"), "MIIT", "工信部"),
        (("/第.批/", "pilot*", "试点"), None, "试点"),
        (("List",), "List", None),
    ],
)
def test_an_entry_has_a_name_in_each_script(
    names: tuple[str, ...], english: str | None, chinese: str | None
) -> None:
    entry = VocabularyEntry(id="x", names=names)

    assert (entry.english, entry.chinese) == (english, chinese)
