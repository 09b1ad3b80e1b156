"""What words are made of: the parts that never join into one word, and those that always do."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# No English word, old or coined, begins with one of these and goes on with another common word.
NEVER_A_PREFIX = _words(
    """
    of to the and been have were their this that these those from with which would could should but also when while
    because between than them they being does has had was are its into
    """
)

# Nothing that is one word ends in one of these after another common word.
FOLLOWS_ANYTHING = _words(
    """
    of and the with from that been this which have their would could should while because between
    """
)

# Beginnings that join with any word: coinages with them are in no dictionary and still right.
COMBINING_FORMS = _words(
    """
    aero after agri agro air ante anti any arch astro audio auto back bare bio black blue brain by car chem chip city clean
    cloud co core counter cross crypto cyber data day dead deep demo de dis double down drone dry duo east eco electro em en
    ethno euro even every ever extra eye face fair far fast ferro fiber fibre fin fire first fish five flat food foot fore
    form four free fresh front full gas geo giga glass good grand grass gray great green grey ground half hand hard head
    heat heavy hemi hetero high home homo hot house hybrid hydro hyper ice ill in info infra inner inter intra iron iso
    jet joint key kilo land lead lead life light line long low macro mail main man market master mega meta metal micro mid
    mill mine mini mis mono moon more mort motor multi mural nano national near net neo neuro new news next night nine no non
    north not oil old omni on once one only open organ ortho out outer over oxy pan paper para part pay peer petro pharma
    phone photo photon physio pico plan plasma play poly port post power pre price pro proto pseudo psycho pyro quasi
    radio rail rain rare raw re real red retro road rock salt sand sea second self semi servo seven shop short side silver
    single six sky sleep slow small smart snow social socio soft solar some sound south space spot stand star steel step
    stock stone store strong sub sun super supra sur sword tail tax tech techno tele ten tera test thermo thin three time
    tip top toy trade trans tri trust twin two ultra un under uni up urban vice video wall war warm waste water wave web
    well west wet white whole wide wild wind wire wood work world wrong year zero
    """
)

# Words that join with any other behind it, with a hyphen or without.
JOINED_WITHOUT_SPACE = _words(
    """
    based bound driven forward friendly hungry intensive looking maker makers making owned oriented produced related
    rich scale sensitive ships specific style wards worthy
    """
)

# What can stand before a name and lose its space to it, beside the words above.
BEFORE_NAMES = _words("in on at by for as or after before over under against among via near says said")

# The adjectives of countries and regions.
DEMONYMS = _words(
    """
    american chinese european japanese korean taiwanese russian indian australian canadian british german french italian
    spanish dutch swedish norwegian finnish danish polish turkish iranian israeli saudi vietnamese indonesian malaysian
    filipino singaporean mongolian kazakh ukrainian brazilian chilean argentine mexican african asian western
    eastern northern southern pakistani burmese cambodian egyptian estonian greek hungarian czech swiss austrian belgian
    """
)

# A word with one of these endings takes no second word without a space or hyphen.
WHOLE_WORD_ENDING = re.compile(
    r"(?:\w{3}(?:tive|sive|tional|ical|cial|trial|tual|ously?|ably|ible|ated|ised|ized|ively|ally|ately|iously|ening|ating"
    r"|ising|izing|ments|tions|ities|ences|ances)|\w{4}[^aeo]ly)\Z"
)
# Adjectives that stand before their own noun and are no second part of a compound.
ADJECTIVE_ENDING = re.compile(r"\w{3}(?:trial|tional|ative|ctive|ical|cial)\Z")
# With these endings `a-` means not (aseismic, aspherical, acellular), and a plural has no article.
NO_ARTICLE_BEFORE = re.compile(r"(?:ic|ical|al|ar|ous|ed|ic(?:ally)?|ally|ism|ist|ity|[^isu]s)\Z")
