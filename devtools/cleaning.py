"""`clean`: what can be made again. The local database and its keys only when asked for by name."""

import shutil

from devtools.say import Steps, detail
from devtools.venv import BASE, VENV

CACHES = (
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".import_linter_cache",
    ".hypothesis",
    "staticfiles",
    ".local/logs",
)


def run(arguments: list[str], _steps: Steps) -> int:
    """Remove caches; with --venv also the virtual environment, with --data also the local database and keys."""
    for name in CACHES:
        shutil.rmtree(BASE / name, ignore_errors=True)
    for folder in BASE.rglob("__pycache__"):
        if VENV not in folder.parents:
            shutil.rmtree(folder, ignore_errors=True)
    detail("缓存已清除 · caches removed")
    if "--data" in arguments and (BASE / ".local").exists():
        from wushan_credit.engines import forget

        forget(BASE)
        detail("本机数据库、上传文件和密钥已删除 · local database, files and keys removed")
    if "--venv" in arguments:
        shutil.rmtree(VENV, ignore_errors=True)
        detail(".venv 已删除 · removed")
    return 0
