"""People, sections, subjects and parameters of the demo bureau."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group

from accounts.models import Section, User
from audit.services import SYSTEM
from core.models import Setting
from core.settings_store import DECLARED, forget
from records.models import Subject
from records.services.affiliations import affiliation_open
from records.services.subject_file import subject_open
from records.subject_rules import SubjectFacts
from wushan_credit.demo import cast

NAMES_COMPARED = "演示数据，名称已逐一核对"


def open_bureau() -> dict[str, User]:
    """Log-ins by username, each with one role; the bureau's own code as a confirmed parameter."""
    sections = {section.code: section for section in Section.objects.all()}
    users = {}
    for username, name, section, role in cast.STAFF:
        user = User(username=username, display_name=name, section=sections.get(section or ""), is_staff=True)
        user.set_password(cast.PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name=role))
        users[username] = user
    set_parameter("publicity.bureau_code", cast.BUREAU_CODE)
    set_parameter("site.rehearsal", True)
    return users


def open_files(places: list[cast.Institution], people: list[cast.Person]) -> None:
    """A file for every institution and practitioner."""
    files = {}
    for place in places:
        files[place.uscc] = subject_open(
            actor=SYSTEM,
            facts=SubjectFacts(
                place.kind, place.name, place.uscc, legal_representative=place.head, founded_on=place.founded_on
            ),
            address=f"重庆市巫山县演示路{place.uscc[-4:-1]}号",
            near_reason=NAMES_COMPARED,
        )
    places_by_code = {place.uscc: place for place in places}
    for number, person in enumerate(people, 1):
        opened = subject_open(
            actor=SYSTEM,
            facts=SubjectFacts(
                person.kind,
                person.name,
                id_type="身份证",
                id_number=person.id_number,
                licence_number=person.licence_number,
                founded_on=date(2015, 6, 1),
            ),  # fmt: skip
            institution=files[person.institution],
            near_reason=NAMES_COMPARED,
        )
        _affiliate(opened, files[person.institution], places_by_code[person.institution], number)


def _affiliate(person: Subject, institution: Subject, place: cast.Institution, number: int) -> None:
    """Everybody practises somewhere; whoever bears the head's name heads the place."""
    since = max(date(2015, 6, 1), place.founded_on)
    source = f"执业登记表（演示）渝司许〔{since.year}〕{number}号"
    roles = ["practitioner", *(["principal"] if person.name == place.head else [])]
    for role in roles:
        affiliation_open(actor=SYSTEM, person=person, institution=institution, role=role, since=since, source=source)


def set_parameter(key: str, value: object) -> None:
    """Give a declared parameter its value, as if the bureau had confirmed it."""
    declared = DECLARED[key]
    Setting.objects.update_or_create(
        key=key,
        defaults={
            "group": declared.group,
            "label": declared.label,
            "value": value,
            "unit": declared.unit,
            "basis": declared.basis,
            "confirmed": True,
            "help": declared.help,
        },
    )
    forget()
