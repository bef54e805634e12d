"""The script behind make: ports, requirements, supervision."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools import checks, commands, ports, venv
from devtools.say import Progress, Steps, Trouble
from devtools.supervisor import Supervisor, is_alarm
from wushan_credit import env

BASE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "port"),
    [([], 8000), (["8010"], 8010), (["PORT=8010"], 8010), (["--port", "8010"], 8010), (["--port=8010"], 8010)],
)
def test_a_port_is_understood_however_it_is_written(words, port):
    assert ports.parse(words) == port


@pytest.mark.parametrize("words", [["http"], ["0"], ["65536"], ["8000", "8001"], ["８０００"]])
def test_a_wrong_port_is_refused_with_an_example(words):
    with pytest.raises(Trouble, match="make run PORT=8010"):
        ports.parse(words)


def test_a_taken_port_is_told_before_anything_is_installed():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "dev.py", "run", taken], cwd=BASE, capture_output=True, text=True, check=False, timeout=30
        )
    assert done.returncode == 1
    assert f"端口 {taken} 已被别的程序占用" in done.stderr
    assert "[1/" not in done.stdout


def test_included_requirement_files_count_and_remarks_do_not(tmp_path):
    (tmp_path / "base.txt").write_text("# remark\nDjango==5.2 # why\n")
    (tmp_path / "dev.txt").write_text("-r base.txt\n\npytest==9\n")
    assert venv.requirement_lines(tmp_path / "dev.txt") == ["Django==5.2", "pytest==9"]
    before = venv.fingerprint(tmp_path / "dev.txt")
    (tmp_path / "base.txt").write_text("Django==5.2\n")
    assert venv.fingerprint(tmp_path / "dev.txt") == before
    (tmp_path / "base.txt").write_text("Django==5.3\n")
    assert venv.fingerprint(tmp_path / "dev.txt") != before


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name):
    lines = venv.requirement_lines(BASE / name)
    assert [line for line in lines if "==" not in line] == []
    assert len({line.split("==")[0].lower() for line in lines}) == len(lines)


def test_the_check_environment_has_everything_production_demands():
    assert env.load(checks.production_like())["WUSHAN_MODE"] == "production"


def test_an_unknown_word_shows_what_there_is(capsys):
    assert commands.run_command(["deploy"], "usage") == 2
    assert "usage" in capsys.readouterr().out


def test_steps_and_progress_count(capsys):
    steps = Steps(2)
    steps.next("一", "one")
    assert capsys.readouterr().out == "[1/2] 一 · one\n"
    progress = Progress(total=4)
    progress.step("half")
    progress.step("half")
    assert "[##########..........] 2/4 half" in progress.line()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("2026-11-22T17:15:00 [error    ] Received unregistered task", True),
        ("Traceback (most recent call last):", True),
        ("django.db.utils.OperationalError: connection refused", True),
        ('127.0.0.1 - - "GET /search/?q=error HTTP/1.1" 200', False),
        ("[info     ] Task succeeded: no exception", False),
    ],
)
def test_only_alarms_reach_the_screen(line, shown):
    assert is_alarm(line) is shown


def test_children_stop_together_when_one_ends(tmp_path):
    with Supervisor() as supervisor:
        supervisor.start("long", ["sleep", "60"], dict(os.environ), tmp_path)
        supervisor.start("short", ["sh", "-c", "echo farewell; exit 3"], dict(os.environ), tmp_path)
        ended = supervisor.wait()
        assert (ended.name, ended.process.returncode) == ("short", 3)
        assert "farewell" in ended.tail()
    assert [child.process.returncode for child in supervisor.children] == [-signal.SIGTERM, 3]


def test_children_of_a_killed_parent_end_too(tmp_path):
    code = (
        "import os, sys, time; from pathlib import Path; from devtools.supervisor import Supervisor\n"
        "supervisor = Supervisor(); supervisor.start('child', ['sleep', '60'], dict(os.environ), Path(sys.argv[1]))\n"
        "time.sleep(0.5); print(supervisor.children[0].process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=BASE, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    end = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and "Z" not in _state(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists() or "Z" in _state(child)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
