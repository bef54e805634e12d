"""Look-ups of the demo: one done to its end, one whose hit waits too long, one just opened, one grown old."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.models import User
from core import clock
from records.models import CreditRecord
from supervision.models import LookUp, Matter
from supervision.services.feedback import feedback_record
from supervision.services.lookups import counterparts_add, run
from supervision.services.matters import matter_close, matter_decide, matter_open, platform_record
from wushan_credit.demo.cast import Institution


def play(today: date, users: dict[str, User], places: list[Institution]) -> None:
    """Play the matters, the oldest first."""
    known = _with_records(places)
    with _at(today, 24):
        matter = _look(
            users["clerk"], "qualification", "年度检查考核：基层法律服务所", [place.uscc for place in places[8:20]]
        )
        _answer(users["clerk"], matter)
        platform_record(actor=users["clerk"], matter=matter, looked_on=clock.today(), result="未触发")
    with _at(today, 23):
        matter_decide(actor=users["clerk"], matter=matter, decision="granted")
        matter_close(actor=users["clerk"], matter=matter)
    with _at(today, 9):
        _look(users["clerk3"], "award", "“满意的公共法律服务机构”表扬人选", [place.name for place in places[:6]])
    with _at(today, 4):
        _look(users["clerk2"], "funding", "法律援助办案补助发放", [known.name, places[20].name])
    with _at(today, 1):
        _look(users["clerk"], "approval", f"{places[1].name}变更住所", [places[1].uscc, places[2].name[:-1]])


def _with_records(places: list[Institution]) -> Institution:
    """An institution with a public adverse record, so that a look-up finds something to answer."""
    codes = set(CreditRecord.objects.public().filter(nature="adverse").values_list("subject__uscc", flat=True))
    return next((place for place in places if place.uscc in codes), places[0])


def _look(clerk: User, scene: str, title: str, lines: list[str]) -> Matter:
    matter = matter_open(actor=clerk, scene=scene, title=title)
    counterparts_add(actor=clerk, matter=matter, text="\n".join(lines))
    run(matter.pk)
    return matter


def _answer(clerk: User, matter: Matter) -> None:
    for row in LookUp.objects.filter(matter=matter, hit=True).select_related("matter"):
        if row.result.get("adverse"):
            feedback_record(
                actor=clerk, lookup=row, what="measure_taken", note="考核等次不评为优秀，列入重点检查",
                basis="《基层法律服务所管理办法》年度检查考核的规定",
            )  # fmt: skip
        else:
            feedback_record(actor=clerk, lookup=row, what="incentive_given", note="容缺受理，优先推荐")


def _at(today: date, days_ago: int) -> clock.override:  # type: ignore[valid-type]
    return clock.override(datetime.combine(today - timedelta(days=days_ago), time(10, 30)))
