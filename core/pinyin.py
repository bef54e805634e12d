"""Pinyin for sorting and for search by initials: PostgreSQL here has no Chinese collation, so names are sorted by such a column.

The library reads a surname like an ordinary character (单 as dan); surnames with a reading of their own are corrected, but
only at the head of a person's name: 解放路 stays jie.
"""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

_TWO = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"),
    "宰父": ("zai", "fu"),
    "亓官": ("qi", "guan"),
}
_ONE = {
    pair[0]: pair[1:]
    for pair in [
        "单shan",
        "仇qiu",
        "解xie",
        "区ou",
        "查zha",
        "曾zeng",
        "盖ge",
        "朴piao",
        "缪miao",
        "翟zhai",
        "员yun",
        "种chong",
        "秘bi",
        "繁po",
        "召shao",
        "黑he",
        "尉wei",
        "洗xian",
        "折she",
        "祭zhai",
        "乜nie",
        "覃qin",
        "纪ji",
        "乐yue",
        "任ren",
        "华hua",
        "燕yan",
        "宁ning",
        "葛ge",
        "句gou",
        "宓mi",
        "訾zi",
        "隗wei",
        "谌chen",
        "车che",
        "应ying",
        "柏bai",
        "薄bo",
        "宿su",
        "藏zang",
        "令ling",
        "逄pang",
        "缴jiao",
        "阚kan",
        "炅gui",
        "撒sa",
        "哈ha",
        "那na",
        "过guo",
        "冼xian",
        "牟mou",
        "阙que",
        "沈shen",
        "贾jia",
        "石shi",
        "幸xing",
        "晟cheng",
        "佴nai",
        "妫gui",
        "郇xun",
        "郗xi",
        "钭tou",
        "不fou",
        "教jiao",
    ]
}
_ORGANISATION = re.compile(r"[所处会局院室部厅委司店社厂校站队科中心]$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SEPARATORS = re.compile(r"[^0-9a-zü]+")


def syllables(name: str, *, person: bool | None = None) -> list[str]:
    """Toneless syllables of a name, lower case, runs of Latin letters or digits kept as one piece; ü is written v.

    person: True applies the surname corrections, False does not, None decides by the look (2–4 Chinese characters that
    do not end like an organisation).
    """
    text = name.strip()
    pieces = lazy_pinyin(text)
    if person is None:
        person = 1 < len(text) <= 4 and all(map(_HAN.match, text)) and not _ORGANISATION.search(text)
    if person and text[:2] in _TWO:
        pieces[:2] = _TWO[text[:2]]
    elif person and text[:1] in _ONE:
        pieces[0] = _ONE[text[0]]
    cleaned = (_SEPARATORS.sub("", piece.lower()) for piece in pieces)
    return [piece for piece in cleaned if piece]


def full(name: str, *, person: bool | None = None) -> str:
    """`重庆夔门律师事务所` → `chongqingkuimenlvshishiwusuo`. Sort key and search text."""
    return "".join(syllables(name, person=person))


def initials(name: str, *, person: bool | None = None) -> str:
    """`重庆夔门律师事务所` → `cqkmlsswso`…: the first letter of each syllable; digits and Latin runs give their first sign."""
    return "".join(piece[0] for piece in syllables(name, person=person))
