"""Every address × every role: who is not meant gets the log-in page or a refusal, never content, never a crash, never a change."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.scopes import SCOPES
from accounts.services import token_issue
from tests.architecture.access_page import PAGE, access_page
from tests.architecture.doors import PEOPLE
from tests.architecture.routes import DOORS, LISTS, UNNAMED, door_of
from tests.architecture.walk import QUERIES, Route, World, routes
from tests.support import demo

NAMED = sorted((route for route in routes() if route.name and not route.name.endswith(":None")), key=lambda r: r.name)
SIGNED_IN = {
    "C": "clerk", "O": "clerk2", "R": "reviewer", "K": "credit", "L": "leader", "U": "auditor", "S": "admin", "X": "security",
    "F": "firm1", "G": "firm2", "P": "lawyer1",
}  # fmt: skip
REFUSED = (401, 403, 404, 405)
LOGINS = ("/login/", "/portal/sign-in/")
#: Tables that may grow when somebody is refused: sessions, sign-in counters, the register of looks and of refused deeds.
TRACES = {
    "django_session",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
    "audit_access",
    "accounts_apitoken",
    "accounts_signin",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo bureau once for all routes, inside one transaction; every request is undone."""
    from django.conf import settings
    from django.db import connections

    patch = pytest.MonkeyPatch()
    patch.setenv("WUSHAN_TODAY", demo.DAY)
    patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("bureau"))
    with django_db_blocker.unblock():
        demo.bring(settings.MEDIA_ROOT)
        with transaction.atomic():
            made = World()
            made.media, made.clients = settings.MEDIA_ROOT, _clients(made)
            made.furnish()
            yield made
            transaction.set_rollback(True)
        connections.close_all()
        from tests.support import database
        from tests.support.slots import Slot

        database.renew(Slot.mine())
    patch.undo()


@pytest.fixture
def bureau(world, settings, monkeypatch):
    """The world, with its own folder of files again (each test is given an empty one)."""
    settings.MEDIA_ROOT = world.media
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
    monkeypatch.setenv("WUSHAN_TODAY", demo.DAY)
    return world


def _clients(made: World) -> dict[str, Client]:
    clients = {"A": Client(raise_request_exception=False), "T": _machine(made, "clerk", [])}
    for letter, username in SIGNED_IN.items():
        clients[letter] = Client(raise_request_exception=False)
        clients[letter].force_login(made.people[username])
        clients[f"api {letter}"] = _machine(made, username, SCOPES)
    return clients


def _machine(made: World, username: str, scopes: Iterable[str]) -> Client:
    """A client with a token of the person; an empty list makes a token that may do nothing."""
    token, plain = token_issue(
        actor=made.people["admin"], user=made.people[username], name="样例", scopes=scopes or SCOPES
    )
    if not scopes:
        token.scopes = []
        token.save()
    return Client(raise_request_exception=False, headers={"Authorization": f"Token {plain}"})


def address(route: Route, made: World) -> str:
    return reverse(route.name, kwargs=made.sample(route)) + QUERIES.get(route.name, "")


def written() -> dict[str, int]:
    """Rows written so far in this transaction, by table: also what was rolled back, so an attempt shows too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: count for table, count in cursor.fetchall() if table not in TRACES}


def ask(made: World, letter: str, method: str, url: str):
    """One request, undone afterwards. The machines' addresses get the person's token."""
    client = made.clients.get(f"api {letter}" if url.startswith("/api/v1/") else letter, made.clients[letter])
    point, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        return getattr(client, method)(url)
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies  # who was signed out by the request is signed in again for the next one


def is_refused(response, route: Route) -> bool:
    """The log-in page, a refusal, or (for a move that is not offered) the way back to the object's own page."""
    if response.status_code in REFUSED:
        return True
    if response.status_code != 302:
        return False
    return any(door in response.url for door in LOGINS) or (
        route.name.endswith("_move") and response.url.endswith("/change/")
    )


def test_every_route_stands_in_the_table():
    unknown = [route.name for route in NAMED if door_of(route.name) is None]
    assert not unknown, "say in tests/architecture/routes.py who may open these"
    nameless = [route.pattern for route in routes() if route.name.endswith(":None") or not route.name]
    assert [pattern for pattern in nameless if not pattern.endswith(UNNAMED)] == []


def test_the_table_holds_nothing_that_is_gone():
    names = {route.name for route in NAMED}
    assert set(DOORS) - names == set()
    assert {stem for stem in LISTS if f"admin:{stem}_changelist" not in names} == set()


@pytest.mark.parametrize("route", NAMED, ids=lambda route: route.name)
def test_only_those_who_are_meant_may_open(route, bureau):
    door, url, wrong = door_of(route.name), address(route, bureau), []
    for letter in PEOPLE:
        response = ask(bureau, letter, "get", url)
        meant = letter in door.who
        if response.status_code >= 500 or (
            response.status_code not in door.answers if meant else not is_refused(response, route)
        ):
            wrong.append(f"{PEOPLE[letter]}: {response.status_code} {getattr(response, 'url', '')}")
    assert not wrong, f"GET {url}"


@pytest.mark.parametrize("route", NAMED, ids=lambda route: route.name)
def test_an_empty_post_breaks_nothing_and_changes_nothing_for_strangers(route, bureau):
    door, url, wrong = door_of(route.name), address(route, bureau), []
    for letter in PEOPLE:
        before = written()
        response = ask(bureau, letter, "post", url)
        changed = {table for table, count in written().items() if count != before.get(table, 0)}
        if response.status_code >= 500 or (letter not in door.who and (changed or not is_refused(response, route))):
            wrong.append(f"{PEOPLE[letter]}: {response.status_code} {sorted(changed)}")
    assert not wrong, f"POST {url}"


def _one_firms_own(route: Route) -> bool:
    """Addresses of one firm's objects: of the two firms in the walk exactly one is meant."""
    door = door_of(route.name)
    return bool(route.params) and door is not None and ("F" in door.who) != ("G" in door.who)


@pytest.mark.parametrize("route", [route for route in NAMED if _one_firms_own(route)], ids=lambda route: route.name)
def test_another_firms_object_does_not_exist(route, bureau):
    """Not even that it is there may be learned: 404, neither 403 nor the way to another page (405: nobody does that here)."""
    door, url = door_of(route.name), address(route, bureau)
    stranger = "G" if "F" in door.who else "F"
    wrong = []
    for method in ("get", "post"):
        response = ask(bureau, stranger, method, url)
        if response.status_code not in (404, 405):
            wrong.append(f"{method}: {response.status_code} {getattr(response, 'url', '')}")
    assert not wrong, url


def test_a_browser_session_opens_no_machine_address(bureau):
    """A page elsewhere could otherwise write with a clerk's cookie."""
    for path in ("/api/v1/decisions/", "/api/v1/jobs/"):
        assert bureau.clients["C"].get(path).status_code == 401


@pytest.mark.parametrize("letter", PEOPLE)
def test_an_address_that_does_not_exist_says_so(letter, bureau):
    for url in ("/admin/no-such-page/", "/no-such-page/", "/api/v1/no-such-thing/"):
        response = ask(bureau, letter, "get", url)
        assert response.status_code in (403, 404) or "/login/" in getattr(response, "url", "")


def test_the_access_page_is_the_table():
    """docs/access.md is what the bureau signs; `python -m tests.architecture.access_page` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == access_page()
