"""A short article to put furniture around, in English and Chinese, and what cleaning leaves of a text."""

from monitor.corpus import boilerplate, seed_lines
from monitor.corpus.seed_lines import Clock

A = "The county reopened its slate quarry on Monday, and forty people went back to work there."
B = "Slate from the quarry goes to roofers in three counties, who had waited for it since spring."
HAN = "县里上个月重新开放了石板矿，附近居民都表示欢迎并且前去参观。"


def cleaned(text: str) -> list[str]:
    return [line.text for line in boilerplate.clean(seed_lines.read(text, Clock()))]
