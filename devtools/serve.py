"""`run`: engines, database, demo bureau, then web, worker and beat until Ctrl-C."""

import json
import os
import sys
import time
import urllib.error
import urllib.request

from devtools import manage, ports
from devtools.child import tie_to_parent
from devtools.say import Progress, Steps, Trouble, detail, say
from devtools.supervisor import Supervisor
from devtools.venv import BASE
from wushan_credit.engines import EngineError, ensure

STEPS = 4
READY_SECONDS = 90
LOGINS = "演示账号"
LOGS = BASE / ".local" / "logs"


def check_arguments(arguments: list[str]) -> None:
    """Say at once, before minutes of installing, that the port cannot be had."""
    ports.must_be_free(ports.parse(arguments))


def run(arguments: list[str], steps: Steps) -> int:
    """Serve until somebody stops us. Returns 0 after a wanted stop, 1 when a part of the system ended by itself."""
    if "MAKELEVEL" in os.environ:  # a killed make must not leave a server nobody sees
        tie_to_parent(os.getppid())
    port = ports.parse(arguments)
    steps.next("启动数据库和队列", "PostgreSQL and Valkey")
    settings = _addresses(port)
    steps.next("更新数据库结构", "migrations")
    _migrate(settings)
    steps.next("装入演示单位", "demo bureau")
    logins = _load_demo(settings)
    ports.must_be_free(port)
    steps.next("启动网站、后台任务和定时任务", "web, worker and beat")
    LOGS.mkdir(parents=True, exist_ok=True)
    with Supervisor() as supervisor:
        _start(supervisor, settings, port)
        if not _wait_until_ready(supervisor, port):
            return 0
        _announce(port, logins)
        ended = supervisor.wait()
        if ended is None:
            say("\n正在停止 · stopping …")
            return 0
        raise Trouble(f"{ended.name} 意外退出 · ended unexpectedly (code {ended.process.returncode}):\n{ended.tail()}")


def _addresses(port: int) -> dict[str, str]:
    """Environment for all children; the engines live as long as this process holds them."""
    need = {"postgres": not os.environ.get("DATABASE_URL"), "valkey": not os.environ.get("REDIS_URL")}
    found: dict[str, str] = {}
    if any(need.values()):
        try:
            urls = ensure(BASE, **need)
        except (EngineError, OSError) as error:
            raise Trouble(str(error)) from error
        found = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
    own = {name: address for name, address in found.items() if address}
    return manage.environment(**own, SITE_URL=os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}")


def _migrate(settings: dict[str, str]) -> None:
    with Progress() as progress:
        progress.text = "检查 · checking"

        def on_line(line: str) -> None:
            if line.lstrip().startswith("Applying"):
                progress.step(f"{progress.count + 1} · {line.split()[1].rstrip('.')}")

        manage.call(["migrate", "--no-input", "--no-color"], settings, on_line)
    detail(f"执行了 {progress.count} 步 · {progress.count} applied")


def _load_demo(settings: dict[str, str]) -> list[str]:
    """Load the demo bureau once; returns the lines with its log-ins, remembered from the first time."""
    if not manage.has_command("load_demo"):
        detail("没有演示数据命令 · no demo command")
        return []
    remembered = BASE / ".local" / "demo-logins.txt"
    with Progress() as progress:
        progress.text = "检查 · checking"
        lines = manage.call(["load_demo"], settings, lambda line: setattr(progress, "text", line.strip()))
    told = [index for index, line in enumerate(lines) if line.startswith(LOGINS)]
    if told:
        remembered.write_text("\n".join(lines[told[0] :]).rstrip() + "\n", encoding="utf-8")
    return remembered.read_text(encoding="utf-8").splitlines() if remembered.exists() else []


def _start(supervisor: Supervisor, settings: dict[str, str], port: int) -> None:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "wushan_credit"]
    web = [*python, "gunicorn", "wushan_credit.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += [
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--timeout",
        "60",
        "--logger-class",
        "wushan_credit.access_log.ScrubbedLogger",
        "--access-logfile",
        "-",
        "--no-control-socket",
    ]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    for name, command in (("web", web), ("worker", worker), ("beat", [*celery, "beat", "--pidfile="])):
        supervisor.start(name, command, settings, LOGS)


def _wait_until_ready(supervisor: Supervisor, port: int) -> bool:
    """False when somebody stopped us meanwhile."""
    end, reasons = time.monotonic() + READY_SECONDS, ""
    with Progress() as progress:
        while time.monotonic() < end:
            if supervisor.stopping:
                return False
            if child := supervisor.ended():
                raise Trouble(f"{child.name} 启动失败 · could not start:\n{child.tail()}")
            reasons = _not_ready(port)
            if not reasons:
                return True
            progress.text = reasons
            time.sleep(0.2)
    raise Trouble(f"{READY_SECONDS} 秒内没有就绪 · not ready: {reasons}\n日志 · logs: {LOGS}")


def _not_ready(port: int) -> str:
    """ "" when /readyz says ready, else why not."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach our loopback
    try:
        with direct.open(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return ""
    except urllib.error.HTTPError as error:
        try:
            return " ".join(json.load(error)["reasons"])
        except (ValueError, KeyError):
            return f"HTTP {error.code}"
    except OSError:
        return "等待网站应答 · waiting for the site"


def _announce(port: int, logins: list[str]) -> None:
    site = f"http://127.0.0.1:{port}"
    say("")
    say(f"公示网站 · public site   {site}/")
    say(f"工作人员 · staff         {site}/admin/")
    say(f"接口文档 · API           {site}/api/docs/")
    for line in logins:
        say(line)
    say(f"日志 · logs              {LOGS}")
    say("按 Ctrl-C 停止 · press Ctrl-C to stop")
    say(f"ready: {site}/")
