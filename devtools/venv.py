"""The virtual environment: made when missing, filled when the requirements changed, otherwise left alone."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from devtools import debian
from devtools.say import Progress, Trouble, detail

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
FILES = {"local": "requirements-local.txt", "dev": "requirements-dev.txt"}
NETWORK_HINT = (
    "多半是网络问题：请检查网络后重试；国内可先执行 export PIP_INDEX_URL=https://pypi.tuna.tsinghua.edu.cn/simple。\n"
    "Most likely the network: try again, or set PIP_INDEX_URL to a mirror near you."
)


def ensure_venv() -> None:
    """A working .venv with a Python new enough; a broken one (moved folder, removed Python) is made anew."""
    if _works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    failed = _make()
    if failed and debian.can_install() and "ensurepip" in failed:
        debian.install([f"python3.{sys.version_info[1]}-venv", "python3-venv"], any_of=True)
        shutil.rmtree(VENV, ignore_errors=True)
        failed = _make()
    if "Permission denied" in failed:
        raise Trouble(
            f"当前用户没有 {BASE} 的写权限，不能建立 .venv。请换到自己的目录，或请管理员执行 chown。\n"
            "You may not write here; clone into a folder of your own."
        )
    if failed:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(
            f"不能建立虚拟环境 .venv：\n{failed}\n"
            "Debian/Ubuntu 请先安装：sudo apt install python3-venv；Fedora 请先安装：sudo dnf install python3-pip。\n"
            "The virtual environment could not be made; on Debian/Ubuntu install python3-venv first."
        )


def install(kind: str) -> bool:
    """Install the packages of a kind ("local" or "dev") unless they are there already. Returns whether work was done."""
    file, mark = BASE / FILES[kind], VENV / f".installed-{kind}"
    wanted = fingerprint(file)
    if mark.exists() and mark.read_text() == wanted:
        return False
    _install(file)
    # The larger set contains the smaller one.
    for name, listed in FILES.items():
        if kind == "dev" or name == kind:
            (VENV / f".installed-{name}").write_text(fingerprint(BASE / listed))
    return True


def fingerprint(file: Path) -> str:
    """Hash of what a requirements file asks for, included files too; remarks do not count."""
    digest = hashlib.sha256()
    for line in requirement_lines(file):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def requirement_lines(file: Path) -> list[str]:
    """All requirements of a file, those of included files first."""
    lines = []
    for raw in file.read_text(encoding="utf-8").splitlines():
        line = raw.split(" #")[0].strip()
        if line.startswith("-r "):
            lines += requirement_lines(file.parent / line[3:].strip())
        elif line and not line.startswith("#"):
            lines.append(line)
    return lines


def inside() -> bool:
    """Whether this very process runs on the virtual environment's Python."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def reenter(arguments: list[str]) -> None:
    """Go on in the virtual environment: replaces this process."""
    os.execv(PYTHON, [str(PYTHON), str(BASE / "dev.py"), *arguments])


def _works() -> bool:
    if not PYTHON.exists():
        return False
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


def _make() -> str:
    """Make the environment; returns "" or what went wrong."""
    uv = shutil.which("uv")
    commands = [[uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)]] if uv else []
    commands.append([sys.executable, "-m", "venv", str(VENV)])
    output = ""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        output = (done.stdout + done.stderr).strip()
        if done.returncode == 0 and _works():
            return ""
    return output or "unknown reason"


def _install(file: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        detail("使用 uv · using uv")
        command = [uv, "pip", "install", "--python", str(PYTHON), "-r", str(file)]
        if subprocess.run(command, check=False).returncode == 0:
            return
        detail("uv 没有成功，改用 pip · uv failed, falling back to pip")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "5"]
    command += ["--timeout", "30", "--prefer-binary", "-r", str(file)]
    output: list[str] = []
    with (
        Progress() as progress,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
    ):
        for line in pip.stdout or ():
            output.append(line.rstrip())
            words = line.split()
            if words and words[0] in ("Collecting", "Downloading", "Installing", "Using", "Building"):
                progress.step(f"{_package_count(output)} 个包 packages · {' '.join(words[:2])[:60]}")
    if pip.returncode != 0:
        raise Trouble("安装依赖失败：\n" + "\n".join(output[-15:]) + "\n" + NETWORK_HINT)


def _package_count(output: list[str]) -> int:
    return sum(line.startswith("Collecting") for line in output)
