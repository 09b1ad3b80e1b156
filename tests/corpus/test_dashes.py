import pytest

from monitor.corpus import dashes


def choose(text: str) -> str:
    places = [place for place, character in enumerate(text) if character == "—"]
    chosen = dashes.choose(text, places)
    return "".join(chosen.get(place, character) for place, character in enumerate(text))


@pytest.mark.parametrize(
    "text",
    [
        "the Peking University–World Bank paper",
        "a German–Taiwanese venture",
        "the Lynas–Sojitz deal",
        "the Tordesillas–Saragossa Treaty",
        "a potato–starch–ethanol plant",
        "concept–sample–product–commodity",
        "the cathode–electrolyte boundary",
        "praseodymium–neodymium oxide",
        "the political–military divide",
        "a lender–borrower relation",
        "rules for AI–IP disputes",
        "10 kg–15 kg",
        "Rmb3bn–Rmb4bn",
        "Supply–demand models",
        "– first point",
        "10 – 15 days",
    ],
)
def test_ranges_and_partners_take_the_en_dash(text: str) -> None:
    assert choose(text.replace("–", "—")) == text


@pytest.mark.parametrize(
    "text",
    [
        "the plan—a shed—opened",
        "its host—China’s rival—left",
        "all of Europe—Paris, Rome",
        "in Korea—Japan said no",
        "the hub—gallium—was shut",
        "in 1918—I was there",
        "OSLO—A fund opened",
        "dominance—faster than before",
        "the countryside—East Egg",
        "“hub”—shed",
        "said so.—Editor",
        "— Anna Berg, Oslo",
        "OSLO — Rain fell.",
        "word— word",
    ],
)
def test_breaks_take_the_em_dash(text: str) -> None:
    assert choose(text) == text


def test_nothing_to_choose_gives_nothing() -> None:
    assert dashes.choose("a — b", []) == {}
