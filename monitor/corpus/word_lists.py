"""Closed word classes that tell one reading of a text from another."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that begin or end a clause and are no partner in a compound.
FUNCTION_WORDS = _words(
    """
    a an the this that these those there here it its he she they we you i his her their our your my him them us me
    who whom whose which what when where why how whether whoever whatever
    and or but nor so yet for because although though while whereas unless until till if as than since once
    in on at by to of from with without within into onto upon over under above below between among amid across
    through throughout during before after against about around along toward towards per via despite beyond
    behind beside besides like unlike except including excluding regarding concerning following given
    is are was were be been being am has have had having do does did done doing will would shall should can could
    may might must ought cannot
    not no never none neither either both all each every any some few many much more most less least several such
    same other another only even just still also too very quite rather almost nearly already always often
    sometimes perhaps maybe indeed instead however therefore thus hence moreover meanwhile now then again far
    long well soon later today yesterday tomorrow yes namely especially particularly notably mainly mostly chiefly
    largely roughly up down out off back away
    isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't wouldn't shouldn't it's that's there's
    he's she's they're we're you're i'm i've we've they've let's what's who's
    """
)

MONTHS_AND_DAYS = _words(
    """
    January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    spring summer autumn winter
    """
)

DETERMINERS = _words("the a an this that its their his her our each every any new")

# Verbs that follow the subject of a clause; none of them follows two names as the noun they share.
VERBS = _words(
    """
    is are was were be been has have had does do did will would shall should can could may might must
    says said makes made takes took gives gave wants holds held keeps kept buys bought sells sold sees saw gets got
    runs ran plans hopes remains becomes became seems began begins came comes went goes leads led
    """
)

# What is named after two people, places or parties.
SHARED_BY_NAMES = _words(
    """
    zone corridor treaty act agreement process law belt railway railroad line highway expressway pipeline region
    delta plain basin strait border bridge effect reaction method equation model test index rule pact accord bill
    commission council summit forum dialogue partnership alliance fund
    """
)

RANGE_ENDS = frozenset({"present", "now", "today", "ongoing", "onwards", "onward"})

# Words that stand for one of two equal sides before the noun of what is between them.
PARTNERS = _words(
    """
    industry academia academy university universities college school campus enterprise firm company business government state
    party market plan policy law public private civil civilian military defence defense security
    supply demand cost costs benefit benefits price prices earnings profit loss risk reward return yield input output import
    export revenue expense debt equity growth inflation wage rent income asset liability
    parent teacher student pupil child mother father son daughter brother sister husband wife doctor nurse patient
    lawyer attorney client landlord tenant author editor reader writer player coach
    labour labor management capital worker employer employee union buyer seller producer consumer user supplier customer
    vendor lender borrower creditor debtor donor recipient sender receiver master servant principal agent host guest
    predator prey winner loser owner operator investor founder
    urban rural city countryside centre center central local national provincial municipal federal global regional
    north south east west northern southern eastern western upstream downstream upper lower land sea air ground space
    river lake road rail port hinterland coast inland
    science technology research development design manufacturing manufacture production education training teaching
    learning innovation application applications selection testing pilot industrialisation industrialization laboratory lab
    factory plant mine refinery magnet motor engineering exploration extraction separation smelting refining processing
    structure property properties function composition microstructure performance process strength ductility toughness stress strain
    temperature pressure volume time frequency amplitude current voltage dose response signal noise
    aluminium aluminum boron carbon cobalt copper gold iron lead magnesium manganese molybdenum nickel platinum silicon
    silver steel tin titanium tungsten zinc
    solid liquid gas vapour vapor water oil metal oxide carbon nitrogen oxygen hydrogen iron boron nickel cobalt
    cathode anode acid base soil plant air sea matter antimatter wave particle electron hole phonon host guest
    human machine computer robot software hardware man nature mind body brain body heart lung
    cause effect question answer stop start push pull pass fail win lose trial error
    hub spoke core periphery centre-periphery left right liberal conservative democrat republican
    food energy nexus health wealth work life love hate
    """
)

# Countries, regions, blocs and great cities, with their adjectives: what stands on both sides of a border.
PLACES = _words(
    """
    US USA U.S U.S. U.S.A. UK U.K U.K. EU E.U. E.U UN UAE GCC ASEAN NATO BRICS DPRK ROK PRC HK G7 G20
    America American Americas Africa African Asia Asian Europe European Eurasia Eurasian Oceania Pacific Atlantic
    Indo Sino Russo Anglo Franco Greco Euro Afro Austro Arctic Antarctic Arab Arabia Saudi Gulf Mediterranean Baltic Caspian
    Afghanistan Afghan Albania Algeria Angola Argentina Argentine Armenia Australia Australian Austria Austrian Azerbaijan
    Bahrain Bangladesh Belarus Belgium Belgian Bolivia Bosnia Brazil Brazilian Britain British Brunei Bulgaria Burma Cambodia
    Cameroon Canada Canadian Chile Chilean China Chinese Colombia Congo Croatia Cuba Cuban Cyprus Czech Denmark Danish
    Ecuador Egypt Egyptian Estonia Ethiopia Finland Finnish Fiji France French Gabon Georgia German Germany Ghana Greece
    Greek Greenland Guinea Guyana Hungary Hungarian Iceland India Indian Indonesia Indonesian Iran Iranian Iraq Iraqi
    Ireland Irish Israel Israeli Italy Italian Jamaica Japan Japanese Jordan Kazakhstan Kenya Kenyan Korea Korean Kosovo
    Kuwait Kyrgyzstan Laos Latvia Lebanon Libya Lithuania Luxembourg Madagascar Malawi Malaysia Malaysian Mali Malta
    Mexico Mexican Moldova Mongolia Mongolian Morocco Mozambique Myanmar Namibia Nepal Netherlands Dutch Nigeria Nigerian
    Norway Norwegian Oman Pakistan Pakistani Palestine Palestinian Panama Peru Philippines Philippine Poland Polish
    Portugal Portuguese Qatar Romania Russia Russian Rwanda Scotland Scottish Senegal Serbia Serbian Singapore Slovakia
    Slovenia Somalia Spain Spanish Sudan Sweden Swedish Swiss Switzerland Syria Syrian Taiwan Taiwanese Tajikistan
    Tanzania Thai Thailand Tibet Tunisia Turkey Turkish Turkiye Türkiye Turkmenistan Uganda Ukraine Ukrainian Uruguay
    Uzbekistan Vatican Venezuela Vietnam Vietnamese Wales Yemen Zambia Zimbabwe Zealand Lanka Leone Kingdom States
    North South East West Central New Hong Kong Macao Macau Inner Sri Northeast Northwest Southeast Southwest
    Los Las San Santa Saint St Rio Buenos Abu Phnom Kuala Tel Port Cape Papua Costa El Ivory Great Far Middle Latin
    Amsterdam Antwerp Athens Baghdad Baku Bangkok Barcelona Berlin Boston Brussels Budapest Cairo Canberra Chicago Dalian
    Delhi Dubai Frankfurt Geneva Hamburg Hanoi Helsinki Houston Istanbul Jakarta Kabul Karachi Kiev Kyiv Lagos Lisbon London
    Madrid Manchester Manila Melbourne Milan Moscow Mumbai Munich Nairobi Osaka Oslo Ottawa Paris Perth Petersburg Prague
    Riyadh Rome Rotterdam Seoul Stockholm Sydney Tehran Tokyo Toronto Vienna Vladivostok Warsaw Washington York Angeles
    Francisco Zurich Taipei Lhasa Urumqi Harbin Hohhot Xinjiang Yangtze Mekong Danube Rhine Nile Volga Amur
    Brisbane Calgary Vancouver Johannesburg Durban Maputo Mombasa Djibouti Addis Ababa Lobito Belgrade Piraeus Duisburg
    """
)
