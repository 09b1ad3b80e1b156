"""What figures are counted in: every name of a unit, in both scripts, and what one unit is in another."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from monitor.text import numerals
from monitor.text.characters import is_han
from monitor.text.fold import squash

NONE = "none"  # what a rule writes for a figure without a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Something measured; names are folded, with a space where a text may have a gap."""

    id: str
    base: str  # the unit others of its kind are told in
    factor: Decimal  # how much of the base it is
    after: tuple[str, ...]  # names that stand behind the figure; behind a `=` capitals count
    before: tuple[str, ...] = ()  # names that stand in front of it


# id | base | factor | names behind the figure | names in front of it
_TABLE = """
%      | %      | 1        | %, percent, per cent, pct, =pc                                | 百分之
‰      | %      | 0.1      | ‰, per mille, per mil                                         | 千分之
pp     | pp     | 1        | percentage points, percentage point, 个百分点, 百分点, ppt      |
bp     | pp     | 0.01     | basis points, basis point, bps, 个基点, 基点                    |
tenths | %      | 10       | 成                                                            |
times  | times  | 1        | times, fold, x, 倍                                                |
tonnes | tonnes | 1        | tonnes, tonne, tons, ton, metric tons, metric ton, metric tonnes, metric tonne, =t, =T, =MT, 吨, 公吨 |
kt     | tonnes | 1000     | kt, kilotonnes, kilotons, 千吨                                  |
Mt     | tonnes | 1000000  | =Mt, =mt, megatonnes, megatons, 兆吨                                  |
kg     | tonnes | 0.001    | kg, kgs, kilograms, kilogram, kilogrammes, kilogramme, kilos, kilo, 公斤, 千克 |
g      | tonnes | 0.000001 | grams, gram, grammes, gramme, =g, 克                               |
CNY    | CNY    | 1        | yuan, chinese yuan, rmb, cny, renminbi, 元人民币, 元, 人民币, 块钱              | rmb, cny, ¥, 人民币, cn¥
USD    | USD    | 1        | us dollars, us dollar, u.s. dollars, dollars, dollar, usd, 美元, 美金 | us$, u.s.$, usd, $
EUR    | EUR    | 1        | euros, euro, eur, €, 欧元                                      | €, eur
GBP    | GBP    | 1        | pounds sterling, british pounds, gbp, £, 英镑                           | £, gbp
JPY    | JPY    | 1        | yen, jpy, 日元, 日圆                                            | jpy, jp¥
HKD    | HKD    | 1        | hong kong dollars, hkd, 港元, 港币                              | hk$, hkd
TWD    | TWD    | 1        | taiwan dollars, twd, 新台币, 台币                               | nt$, twd
KRW    | KRW    | 1        | korean won, krw, 韩元                                                 | ₩, krw
AUD    | AUD    | 1        | australian dollars, aud, 澳元                                  | a$, au$, aud
CAD    | CAD    | 1        | canadian dollars, cad, 加元                                    | c$, ca$, cad
SGD    | SGD    | 1        | singapore dollars, sgd, 新加坡元, 新元                           | s$, sgd
INR    | INR    | 1        | rupees, rupee, inr, 卢比                                       | ₹, inr, rs
RUB    | RUB    | 1        | roubles, rouble, rubles, ruble, rub, 卢布                       | ₽, rub
years  | years  | 1        | years, year, yrs, yr, 周年, 年                              |
months | years  | 1/12     | months, month, 个月                                            |
weeks  | days   | 7        | weeks, week, 个星期, 星期, 周                                   |
days   | days   | 1        | days, day, 个工作日, 工作日, 天, 日内                            |
hours  | days   | 1/24     | hours, hour, hrs, =h, 个小时, 小时                                  |
km     | m      | 1000     | kilometres, kilometre, kilometers, kilometer, km, 公里, 千米    |
m      | m      | 1        | metres, metre, meters, meter, =m, 米                            |
mm     | m      | 0.001    | millimetres, millimetre, millimeters, millimeter, mm, 毫米      |
μm     | m      | 0.000001 | micrometres, micrometre, micrometers, micrometer, microns, micron, μm, um, 微米 |
nm     | m      | 0.000000001 | nanometres, nanometre, nanometers, nanometer, nm, 纳米, 奈米  |
km2    | m2     | 1000000  | square kilometres, square kilometre, square kilometers, square kilometer, sq km, km2, 平方公里, 平方千米 |
m2     | m2     | 1        | square metres, square metre, square meters, square meter, sq m, m2, 平方米, 平米 |
ha     | m2     | 10000    | hectares, hectare, ha, 公顷                                    |
mu     | m2     | 2000/3   | mu, 亩                                                         |
m3     | m3     | 1        | cubic metres, cubic metre, cubic meters, cubic meter, m3, 立方米, 立方 |
litres | m3     | 0.001    | litres, litre, liters, liter, =L, 升                               |
barrels | barrels | 1      | barrels, barrel, bbl, 桶                                       |
kW     | W      | 1000     | kilowatts, kilowatt, kw, 千瓦                                  |
MW     | W      | 1000000  | megawatts, megawatt, mw, 兆瓦                                  |
GW     | W      | 1000000000 | gigawatts, gigawatt, gw, 吉瓦                                |
kWh    | Wh     | 1000     | kilowatt hours, kilowatt hour, kwh, 千瓦时, 度电, 度                 |
MWh    | Wh     | 1000000  | megawatt hours, megawatt hour, mwh, 兆瓦时                     |
GWh    | Wh     | 1000000000 | gigawatt hours, gigawatt hour, gwh, 吉瓦时                   |
TWh    | Wh     | 1000000000000 | terawatt hours, terawatt hour, twh, 太瓦时                |
"""


def known() -> tuple[str, ...]:
    """Return the ids of all units, `none` last."""
    return (*_units(), NONE)


def resolve(name: str) -> str | None:
    """Return the id of the unit a name means, None where no unit is called so."""
    return _ids().get(squash(name))


def convert(value: Decimal, unit: str | None, into: str) -> Decimal | None:
    """Return the value told in another unit, None where the two measure different things."""
    if into == NONE:
        return value if unit is None else None
    if unit is None or _units()[unit].base != _units()[into].base:
        return None
    return value if unit == into else value * _units()[unit].factor / _units()[into].factor


def levelled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return the value in the unit that others of its kind are told in, and that unit."""
    one = _units()[unit]
    return value * one.factor, one.base


def is_in_millions(unit: str) -> bool:
    """Say whether `m` between a number and the unit means millions: 200m yuan, 5m tonnes."""
    is_money = len(unit) == 3 and unit.isupper()  # a currency's code: CNY
    return is_money or _units()[unit].base in {"tonnes", "barrels"}


@cache
def literals(unit: str) -> frozenset[str]:
    """Return squashed strings one of which stands in every figure that converts into the unit."""
    if unit == NONE:
        return frozenset()
    base = _units()[unit].base
    names = {
        literal
        for one in _units().values()
        if one.base == base
        for name in (*one.after, *one.before)
        for literal in _literals(name)
    }
    return frozenset(name for name in names if not any(other in name for other in names if other != name))


@cache
def after() -> dict[str, str]:
    """Return the unit of every name that stands behind a figure."""
    return {name.removeprefix("="): unit.id for unit in _units().values() for name in unit.after}


@cache
def before() -> dict[str, str]:
    """Return the unit of every name that stands in front of a figure."""
    return {name: unit.id for unit in _units().values() for name in unit.before}


@cache
def cased() -> frozenset[str]:
    """Return, folded, the names whose capitals count: 5 m is a length and 5 M is none."""
    names = (name for unit in _units().values() for name in unit.after)
    return frozenset(squash(name[1:]) for name in names if name.startswith("="))


def _literals(name: str) -> list[str]:
    """Return what to look for; one letter stands everywhere, so it is looked for behind the end of a number."""
    squashed = squash(name.removeprefix("="))
    is_letter = len(squashed) == 1 and squashed.isalpha() and not is_han(squashed)
    return [f"{end}{squashed}" for end in _ends_of_numbers()] if is_letter else [squashed]


@cache
def _ends_of_numbers() -> tuple[str, ...]:
    """Return what numbers end in, in digits and in words: 27, 27万, 5 million, 5k."""
    short = (f"{digit}{scale}" for digit in string.digits for scale in numerals.SHORT_SCALES)
    words = (*numerals.ENGLISH_WORDS, *numerals.SCALES)
    return (*string.digits, *numerals.HAN_DIGITS, *numerals.HAN_SCALES, *map(squash, words), *short)


@cache
def _units() -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        id_, base, factor, behind, in_front = (cell.strip() for cell in line.split("|"))
        over, _, under = factor.partition("/")
        made[id_] = Unit(
            id=id_,
            base=base,
            factor=Decimal(over) / Decimal(under or 1),
            after=tuple(re.findall(r"[^,\s][^,]*(?<!\s)", behind)),
            before=tuple(re.findall(r"[^,\s][^,]*(?<!\s)", in_front)),
        )
    return made


@cache
def _ids() -> dict[str, str]:
    ids = {
        squash(name.removeprefix("=")): unit.id
        for unit in _units().values()
        for name in (*unit.before, *unit.after)
    }
    # An id is a name, too, and the one that counts.
    return ids | {squash(id_): id_ for id_ in known()}
