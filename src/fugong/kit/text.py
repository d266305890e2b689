"""Chinese text: normal form, sort keys and search keys."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Readings of characters that differ when they are a surname (pypinyin gives the common reading).
SURNAMES = {
    "仇": "qiu", "曾": "zeng", "单": "shan", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao",
    "任": "ren", "繁": "po", "秘": "bi", "折": "she", "尉": "wei", "缪": "miao", "覃": "qin", "翟": "zhai",
    "乐": "yue", "万": "wan", "召": "shao", "洗": "xian", "冼": "xian", "员": "yun", "句": "gou",
    "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "澹台": "tantai", "宿": "su", "么": "yao",
}
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u00a0\u3000\u200b\ufeff]+")


_UNSEEN = re.compile(r"[\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f]")  # directions, joiners, soft hyphen


def normal(text: str) -> str:
    """Full-width forms and odd spaces folded, unseen marks out, ends trimmed: how text is stored and compared."""
    return _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFKC", text))).strip()


def _letters(run: str) -> Any:
    """What pypinyin does not know, sign by sign (its types promise less than it takes)."""
    return [sign for sign in run if sign.isalnum()]


@lru_cache(maxsize=65_536)
def _syllables(word: str) -> tuple[str, ...]:
    """The reading of one word; names of units are made of few words, so remembering them is ten times as fast."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors=_letters))


@lru_cache(maxsize=1024)
def pinyin(text: str) -> tuple[str, str]:
    """Full pinyin and initials of a name of a thing, both lower case: 岳阳 → ("yueyang", "yy").

    The dictionary (fifty thousand words) is loaded with the first name, not with every command.
    """
    from pypinyin.seg.mmseg import seg as words

    syllables = [syllable for word in words.cut(normal(text)) for syllable in _syllables(word)]
    return "".join(syllables).lower(), "".join(s[0] for s in syllables if s).lower()


def person_pinyin(name: str) -> tuple[str, str]:
    """The same for a person's name, whose first character may be read in its surname way: 曾 → zeng."""
    name = normal(name)
    for length in (2, 1):
        reading = SURNAMES.get(name[:length])
        if reading:
            rest, initials = pinyin(name[length:])
            return reading + rest, reading[0] + initials
    return pinyin(name)


def search_key(*texts: str) -> str:
    """One lower-case text to search in: the words, their pinyin and their initials."""
    parts: list[str] = []
    for text in texts:
        if text:
            full, initials = pinyin(text)
            parts += [normal(text).lower(), full, initials]
    return " ".join(dict.fromkeys(parts))


def bigrams(search: str) -> list[str]:
    """All pairs of neighbouring characters of the words of a search text: the index of two-character search."""
    return sorted({word[i:i + 2] for word in search.split() for i in range(len(word) - 1)})
