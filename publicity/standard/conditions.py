"""The small language in which a standard says when a field is required. Conditions are data:

{"party": ["legal", "sole"]}            the party is of one of these kinds
{"present": "XK_XKZS"}  {"blank": …}    a field is filled, or is not
{"contains": ["CF_NR", ["吊销"]]}        a text field contains one of the words
{"marks": ["CF_CFLB", "fine"]}          one of the chosen values of an enumeration carries the mark
{"all": […]}  {"any": […]}  {"not": …}  and their combinations
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Sequence[Any]
Test = Callable[[Row], bool]
Marks = Mapping[str, Mapping[str, frozenset[str]]]
"""Field code → canonical value of an enumeration → the marks its words carry."""


class BadCondition(ValueError):
    """A standard's condition cannot be read: a mistake in the data, found when the standard is compiled."""


def compile_condition(condition: Mapping[str, Any], slots: Mapping[str, int], marks: Marks) -> Test:
    """A test on a row of canonical values. slots: field code → place in the row, "" → place of the party kind;
    marks: see Marks."""
    if len(condition) != 1:
        raise BadCondition(f"a condition has exactly one word: {condition!r}")
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        return _combine(word, [compile_condition(part, slots, marks) for part in body])
    if word == "not":
        inner = compile_condition(body, slots, marks)
        return lambda row: not inner(row)
    return _simple(word, body, slots, marks)


def _combine(word: str, tests: list[Test]) -> Test:
    if word == "all":
        return lambda row: all(test(row) for test in tests)
    return lambda row: any(test(row) for test in tests)


def _simple(word: str, body: Any, slots: Mapping[str, int], marks: Marks) -> Test:
    if word == "party":
        place, kinds = slots[""], frozenset(body)
        return lambda row: row[place] in kinds
    code = body if word in ("present", "blank") else body[0]
    if code not in slots:
        raise BadCondition(f"the condition {word!r} names an unknown field {code!r}")
    place = slots[code]
    if word == "present":
        return lambda row: bool(row[place])
    if word == "blank":
        return lambda row: not row[place]
    if word == "contains":
        words = tuple(body[1])
        return lambda row: any(part in (row[place] or "") for part in words)
    if word == "marks":
        wanted, of_value = body[1], marks[code]
        return lambda row: wanted in of_value[row[place]]
    raise BadCondition(f"unknown condition {word!r}")


def fields_of(condition: Mapping[str, Any]) -> set[str]:
    """Codes of the fields a condition looks at."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        return set().union(*(fields_of(part) for part in body))
    if word == "not":
        return fields_of(body)
    return set() if word == "party" else {body if isinstance(body, str) else body[0]}
