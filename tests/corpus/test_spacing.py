import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus.spacing import mend

DATA = Path(__file__).parent.parent / "data"
NAMES = (DATA / "names.txt").read_text(encoding="utf-8").splitlines()
FRAMES = (
    "{}",
    "The ministry said that {} is on the list of approved projects.",
    "Officials from {} met with buyers of oxide; the {}-based firm was not named.",
    "{} and the state agreed on a plan for the next five years.",
    "Shares in {}, which makes magnets, rose by a tenth.",
    "New {} plant wins approval",
)

RUN_TOGETHER = {
    "article": ("It took astronger line on prices.", "It took a stronger line on prices."),
    "function word first": ("It has beenquietly dropped.", "It has been quietly dropped."),
    "function word first, capitalised": ("Theministry agreed to it.", "The ministry agreed to it."),
    "function word last": ("the refineryand the port", "the refinery and the port"),
    "before a hyphen": ("private andstate-owned firms in it", "private and state-owned firms in it"),
    "after a hyphen": ("a low-valueindustrial niche in it", "a low-value industrial niche in it"),
    "adjective first": (
        "a talk on productivecapacity in the east",
        "a talk on productive capacity in the east",
    ),
    "demonym": ("by a Japanesestate-owned bank", "by a Japanese state-owned bank"),
    "name behind a verb": (
        "Wuhu waits, so this helpsWuhu in time.",
        "Wuhu waits, so this helps Wuhu in time.",
    ),
    "name behind a preposition": ("Wuhu is the home ofWuhu steel.", "Wuhu is the home of Wuhu steel."),
    "in quotes with others": ("the “newproductive capacity” of it", "the “newproductive capacity” of it"),
    "name and function word": (
        "Wuhu is big, and Wuhuand its port too",
        "Wuhu is big, and Wuhu and its port too",
    ),
}


@pytest.mark.parametrize(("text", "expected"), RUN_TOGETHER.values(), ids=RUN_TOGETHER.keys())
def test_words_run_together_are_split_where_it_is_certain(text: str, expected: str) -> None:
    assert mend(text) == expected


@pytest.mark.parametrize("name", NAMES)
def test_names_and_terms_are_never_split(name: str) -> None:
    assert len(NAMES) == len(set(NAMES)) == 300
    for frame in FRAMES:
        for form in (name, name.lower(), name.upper(), name.replace(" ", "")):
            text = frame.format(form, form)

            assert mend(text) == text


UNTOUCHED = {
    "twice in the text": "The andproject grew and the andproject shrank in it.",
    "quoted by itself": 'They named it "andproject" in the end.',
    "code": "the call `beenquietly` and x_beenquietly and beenquietly() in it",
    "address": "see www.theministry.example/andproject or mail andproject@example.org in it",
    "tag and file": "the #andproject tag and the andproject.txt file in it",
    "brand": "the openEuler, iFlytek, macOS and deepSeek teams and the Euler prize, Seek it",
    "brand whose name stands elsewhere": "the firm openBridge built the Bridge for it",
    "prefix forms": "hydrometallurgical, supercritical, nonindustrial, intercritical, overcapacity and micropilot in it",
    "negation with a": "an aspherical and an aseismic form of it, acellular too",
    "two readings": "the news thatitstopped and itstopped is not in it",
    "one known word": "therefore another together nowhere withstand forever in it",
    "names in -and": "Tom Brand, Ligand Inc and the operand of it",
    "surname": "A letter by Kevin Frommelt is on the desk of it",
    "compounds": "the steelmaker, wafermaker, leadframe and flowsheet in it",
    "lone token": "beenquietly",
    "German": "Die Ministerin sagte, dass die andrang wasmachine nicht zur Verfügung steht.",
    "Turkish": "Bakanlık toplumun atender gelişmesi için yeni bir plan hazırladı.",
    "French": "Le ministre veut aborder la question des aimants avec ses homologues.",
    "pinyin": "Guanyu jianshe zhongshi pingtai de shishi yijian yinfa gei ge diqu.",
    "Chinese": "包头发布方案，推动稀土功能材料在新能源汽车中的应用。",
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_can_be_one_word_stays(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize("path", ["typography.txt", "typography_held_out.txt"])
def test_clean_documents_stay_as_they_are(path: str) -> None:
    text = (DATA / path).read_text(encoding="utf-8")

    assert mend(text) == text


def test_a_lost_space_is_put_back_in_the_right_place_or_not_at_all() -> None:
    lines = (DATA / "typography_held_out.txt").read_text(encoding="utf-8").splitlines()[:40]
    mended = 0
    for line in lines:
        for place, character in enumerate(line):
            if character == " " and line[place - 1].isascii() and line[place + 1 : place + 2].isalpha():
                damaged = line[:place] + line[place + 1 :]

                assert mend(damaged) in {line, damaged}
                mended += mend(damaged) == line
    assert mended > 20


PARTS = st.sampled_from(
    ["the", "been", "and", "state", "productive", "a", "stronger", "Wuhu", "gives", " ", " ", ".", "-", "\n"]
)


@given(st.lists(PARTS, max_size=20).map("".join))
def test_mending_twice_changes_nothing(text: str) -> None:
    once = mend(text)

    assert mend(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "the of and " + " ".join(f"been{word}" for word in NAMES) * 300],
    ids=["one word", "one line"],
)
def test_a_million_letters_without_a_line_end_do_not_take_long(text: str) -> None:
    start = time.process_time()

    mend(text)

    assert time.process_time() - start < 10


def test_many_words_run_together_in_one_line_are_each_split() -> None:
    words = [
        "quickly",
        "slowly",
        "ministry",
        "industry",
        "country",
        "company",
        "property",
        "factory",
        "quarterly",
        "monthly",
    ]
    line = "It is so, " + ", ".join(f"been{word} of it" for word in words)

    assert mend(line) == line.replace("been", "been ")
