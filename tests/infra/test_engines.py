"""The embedded engines: found, shared, kept alive and stopped, with real processes in a folder with an awkward name."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from wushan_credit.engines import EngineError, forget, status, stop_now
from wushan_credit.engines.processes import command_of, is_alive, wait_until
from wushan_credit.engines.secretfile import local_folder

BASE = Path(__file__).resolve().parents[2]
# Holds the engines until its standard input is closed; the first line says where they are.
USER = """
import json, sys
from pathlib import Path
from wushan_credit.engines import ensure
print(json.dumps(vars(ensure(Path(sys.argv[1])))), flush=True)
sys.stdin.read()
"""


class Command:
    """A process that uses the engines, as manage.py does."""

    def __init__(self, project: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(project)],
            cwd=BASE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def urls(self) -> dict[str, str]:
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(10) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "信用 系统 (copy)"
    folder.mkdir()
    yield folder
    if (folder / ".local").exists():
        forget(folder)


def value(url: str, query: str):
    link = psycopg2.connect(url)
    try:
        with link, link.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        link.close()


def all_stopped(project: Path) -> bool:
    """Whether the keeper has finished: it holds its lock until both servers are down."""

    def keeper_is_gone() -> bool:
        with (project / ".local" / "engines.keeper.lock").open("a") as lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    return wait_until(keeper_is_gone, 15) and not any(status(project).values())


def server_pid(project: Path) -> int:
    return int(next(project_home(project).glob("postgres/postmaster.pid")).read_text().splitlines()[0])


def project_home(project: Path) -> Path:
    note = project / ".local" / "postgres-home.json"
    return Path(json.loads(note.read_text())["folder"]) / "server" if note.exists() else project / ".local"


def test_engines_start_in_an_awkward_folder_and_stop_with_their_last_user(project):
    command = Command(project)
    urls = command.urls()
    assert value(urls["database_url"], "SELECT current_setting('server_version_num')::int") >= 150000
    assert redis.Redis.from_url(urls["redis_url"]).ping()
    command.end()
    assert all_stopped(project)


def test_chinese_can_be_searched_by_trigram_and_extensions_load_for_a_plain_role(project):
    command = Command(project)
    url = command.urls()["database_url"]
    for extension in ("pg_trgm", "btree_gin", "btree_gist"):
        value(url, f"CREATE EXTENSION {extension}")
    assert value(url, "SELECT cardinality(show_trgm('巫山县司法局'))") == 7
    assert value(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert value(url, "SELECT '巫' < '山' COLLATE \"C\"") is not None
    command.end()


def test_a_second_command_shares_the_engines_and_keeps_them(project):
    first, second = Command(project), Command(project)
    urls = {json.dumps(command.urls()) for command in (first, second)}
    assert len(urls) == 1
    first.end()
    time.sleep(1)
    assert status(project) == {"postgres": True, "valkey": True}
    second.end()
    assert all_stopped(project)


def test_a_killed_command_leaves_nothing_running_and_loses_no_data(project):
    command = Command(project)
    value(command.urls()["database_url"], "CREATE TABLE kept AS SELECT 7 AS n")
    command.kill()
    assert all_stopped(project)
    again = Command(project)
    assert value(again.urls()["database_url"], "SELECT n FROM kept") == 7
    again.end()


def test_killed_servers_are_started_again_with_their_data(project):
    command = Command(project)
    urls = command.urls()
    value(urls["database_url"], "CREATE TABLE kept AS SELECT 8 AS n")
    redis.Redis.from_url(urls["redis_url"]).set("kept", 9)
    time.sleep(1.2)  # the queue's file is flushed every second
    os.kill(server_pid(project), signal.SIGKILL)
    os.kill(int((project / ".local" / "valkey" / "pid").read_text()), signal.SIGKILL)
    other = Command(project)
    urls = other.urls()
    assert value(urls["database_url"], "SELECT n FROM kept") == 8
    assert redis.Redis.from_url(urls["redis_url"]).get("kept") == b"9"
    other.end()
    command.end()


def test_after_a_reboot_a_foreign_process_under_the_old_number_is_left_alone(project):
    Command(project).kill()
    command = Command(project)
    command.urls()
    command.end()
    assert all_stopped(project)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pidfile = project_home(project) / "postgres" / "postmaster.pid"
        pidfile.write_text(f"{stranger.pid}\n{pidfile.parent}\n1\n5432\n\n127.0.0.1\n0 0\nready\n")
        (project / ".local" / "valkey" / "pid").write_text(str(stranger.pid))
        again = Command(project)
        assert value(again.urls()["database_url"], "SELECT 1") == 1
        again.end()
        assert all_stopped(project)
        assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_first_start_leaves_no_half_database(project):
    command = Command(project)
    home = project / ".local"
    wait_until(lambda: (home / "secrets.json").exists(), 10)
    command.kill()
    assert all_stopped(project)
    again = Command(project)
    assert value(again.urls()["database_url"], "SELECT 1") == 1
    again.end()


def test_a_copied_project_gets_a_database_of_its_own(project, tmp_path):
    command = Command(project)
    value(command.urls()["database_url"], "CREATE TABLE original AS SELECT 1 AS n")
    command.end()
    assert all_stopped(project)
    copy = tmp_path / "copy"
    shutil.copytree(project, copy)
    try:
        original, copied = Command(project), Command(copy)
        first, second = original.urls()["database_url"], copied.urls()["database_url"]
        value(second, "CREATE TABLE only_in_copy AS SELECT 1 AS n")
        assert value(first, "SELECT to_regclass('only_in_copy')") is None
        original.end()
        copied.end()
    finally:
        forget(copy)


def test_secrets_and_data_are_closed_to_other_users(project):
    command = Command(project)
    command.urls()
    command.end()
    for path in (project / ".local", project / ".local" / "secrets.json", project_home(project) / "postgres"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_folders_above_the_project_keep_their_rights(project):
    project.chmod(0o700)
    above = [(folder, folder.stat().st_mode) for folder in project.parents]
    command = Command(project)
    command.urls()
    command.end()
    assert project.stat().st_mode & 0o777 == 0o700
    assert [(folder, folder.stat().st_mode) for folder in project.parents] == above


def test_many_commands_at_once_start_one_pair_of_engines(project):
    commands: list[Command] = []
    threads = [threading.Thread(target=lambda: commands.append(Command(project))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({json.dumps(command.urls()) for command in commands}) == 1
    for command in commands:
        command.end()
    assert all_stopped(project)


def test_a_stopped_engine_is_gone_as_a_process(project):
    command = Command(project)
    command.urls()
    pid = server_pid(project)
    assert str(project_home(project)) in command_of(pid)
    stop_now(project)
    assert not is_alive(pid)
    command.end()


def test_a_folder_of_another_user_is_explained(project, monkeypatch):
    (project / ".local").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_arguments: False)
        with pytest.raises(EngineError, match="属于另一个用户"):
            local_folder(project)
