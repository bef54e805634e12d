"""Pairs of characters: the function in the database and its twin in Python agree on everything."""

import pytest
from django.db import connection

from core import search

SAMPLES = [
    "重庆夔门律师事务所",
    "重庆（巫山）ABC所",
    "人民人民",
    "a",
    "",
    "  ",
    "É 'x\"《》\\n",
    "阿不力克木·买买提",
    "巫山司罚决字〔2026〕3号",
    "𠮷野家",
    "100%_\\",
    "\t换\r\n行\u00a0\u3000",
    "ＡＢ全角",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", SAMPLES)
def test_sql_and_python_agree(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_fold(%s), core_bigrams(%s)", [text, text])
        folded, pairs = cursor.fetchone()
    assert folded == search.fold(text)
    assert list(dict.fromkeys(pairs)) == search.bigrams(text)


@pytest.mark.django_db
def test_the_functions_may_stand_in_an_index_and_run_in_parallel():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provolatile, proparallel, proisstrict FROM pg_proc WHERE proname IN ('core_bigrams', 'core_fold')"
        )
        assert cursor.fetchall() == [("i", "s", True)] * 2


def test_brackets_and_spaces_do_not_stand_between_characters():
    assert search.bigrams("重庆 （巫山）") == ["重庆", "庆巫", "巫山"]


def test_a_query_is_made_ready():
    needle = search.needle("（巫山）县")
    assert (needle.folded, needle.pairs, needle.exact, needle.usable) == ("巫山县", ["巫山", "山县"], False, True)
    assert search.needle("巫山").exact
    assert not search.needle("巫").usable
    assert not search.needle("（）").usable
