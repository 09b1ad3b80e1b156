from monitor.model import Assignment, Candidate, StoryKey
from monitor.stories.assign import assign
from monitor.stories.keys import keys
from tests.fakes import document, version

URL = StoryKey(kind="url", key="u")
TEXT = StoryKey(kind="text", key="t")


def candidate(shared: StoryKey, *, source_id: str = "other", title: str = "Else") -> Candidate:
    return Candidate(document_id="d0", source_id=source_id, story_id="s0", title=title, shared=shared)


def test_a_document_without_kin_opens_its_own_story() -> None:
    assert assign(version(), (), own_story=None) == Assignment(story_id="d1")


def test_a_new_version_stays_in_its_story() -> None:
    assert assign(version(), (candidate(URL),), own_story="s9") == Assignment(story_id="s9")


def test_the_same_url_from_another_source_joins_and_says_so() -> None:
    assert assign(version(), (candidate(URL),), own_story=None) == Assignment(
        story_id="s0", joined_by=("same url as document d0 of other",)
    )


def test_the_same_url_within_a_source_needs_the_same_title() -> None:
    """Some feeds link every entry to one list page."""
    made = version(document=document(title="Notice on 稀土"))

    assert assign(made, (candidate(URL, source_id="miit"),), own_story=None).joined_by == ()
    assert (
        assign(made, (candidate(URL, source_id="miit", title="notice on 稀 土"),), own_story=None).story_id
        == "s0"
    )


def test_the_same_text_within_a_source_needs_the_same_title() -> None:
    """Some feeds give every entry one teaser."""
    same = candidate(TEXT, source_id="miit", title="A title")

    assert assign(version(), (candidate(TEXT, source_id="miit"),), own_story=None).joined_by == ()
    assert assign(version(), (same,), own_story=None).story_id == "s0"


def test_the_same_text_from_another_source_joins_whatever_its_title() -> None:
    assert assign(version(), (candidate(TEXT),), own_story=None).story_id == "s0"


def test_keys_are_typed_and_demo_documents_have_kinds_of_their_own() -> None:
    assert [key.kind for key in keys(version())] == ["url", "text"]
    assert [key.kind for key in keys(version(demo=True))] == ["demo-url", "demo-text"]


def test_a_front_page_and_an_empty_text_are_no_keys() -> None:
    assert keys(version(url="https://example.org/", text_hash="")) == ()
    assert keys(version(url=None, text_hash="")) == ()
