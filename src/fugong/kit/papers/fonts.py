"""The type of official documents, and what stands in for it on a machine that lacks the office fonts.

The names asked for (方正小标宋简体, 仿宋_GB2312, …) are on every office computer but may not be shipped.
The PDF takes the first of each list that this machine has, and Noto CJK draws every character that the
others lack.
"""

from dataclasses import dataclass
from functools import lru_cache

import typst
from django.utils.translation import gettext_lazy as _

from fugong.kit.errors import Refused

OFFICE = {"title": "方正小标宋简体", "body": "仿宋_GB2312", "hei": "黑体", "kai": "楷体_GB2312"}
"""The fonts a Word file asks for."""

_WISHES = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FandolFang R", "FandolFang"),
    "hei": ("SimHei", "黑体", "FandolHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FandolKai", "LXGW WenKai"),
}
_FALLBACK = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "SimSun",
             "FandolSong", "WenQuanYi Micro Hei")


@dataclass(frozen=True, slots=True)
class Fonts:
    """The families to draw with, best first, by use; whether the title needs bold to look like one."""

    families: dict[str, list[str]]
    bold_title: bool


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """The fonts of this machine, read once."""
    return typst.Fonts()


def choose(present: frozenset[str]) -> Fonts:
    """The best use of the families present; refused when none of them has Chinese characters."""
    fallback = [name for name in _FALLBACK if name in present]
    if not fallback:
        raise Refused(
            "no_chinese_font",
            _("This machine has no Chinese font for PDF. Install Noto CJK (on Debian: fonts-noto-cjk)."),
        )
    return Fonts(
        {use: list(dict.fromkeys([*(name for name in wishes if name in present), *fallback]))
         for use, wishes in _WISHES.items()},
        bold_title=not any(name in present for name in _WISHES["title"]),
    )


def available() -> Fonts:
    """The best use of this machine's fonts."""
    return choose(frozenset(installed().families()))
