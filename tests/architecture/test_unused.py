"""What nobody uses is not kept: templates, style classes, scripts and other static files."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template import engines

BASE = Path(__file__).resolve().parents[2]
TEMPLATES = BASE / "templates"
STATIC = BASE / "static"
# Named by Django itself, by a middleware's setting or by the admin's own widgets and scripts.
BY_CUSTOM = {"400.html", "403.html", "404.html", "500.html"}
MADE_BY_DJANGO = re.compile(
    r"^(?:v[A-Z]\w+|action-.*|related-widget-wrapper.*|(?:cancel-|close|delete)link|datetimeshortcuts|errornote|timezonewarning|nowrap)$"
)
# Put together from a word and a tone, a level or a number.
WITH_AN_ENDING = re.compile(r"^(?:chip|countdown|figure|heat|level|lookup|notice|step|tone)-")


def _texts(folder: Path, *endings: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for ending in endings for path in folder.rglob(f"*{ending}")]


@lru_cache(maxsize=1)
def code_of_the_house() -> str:
    """All Python of the apps and all templates and scripts, in which a use must be found."""
    apps = [text for app in (*settings.HOUSE, "wushan_credit") for text in _texts(BASE / app, ".py")]
    scripts = [path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js")]
    return "\n".join([*apps, *_texts(TEMPLATES, ".html", ".txt"), *scripts])


def replaces_another(name: str) -> bool:
    """Whether a package brings a template of the same name, which ours stands in for."""
    folders = [folder for folder in engines["django"].template_dirs if Path(folder) != TEMPLATES]
    return any((Path(folder) / name).exists() for folder in folders)


def test_every_template_is_used():
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")]
    assert len(names) > 100
    assert [
        name
        for name in names
        if name not in code_of_the_house() and name not in BY_CUSTOM and not replaces_another(name)
    ] == []


def test_every_script_style_and_picture_is_used():
    used = "\n".join([code_of_the_house(), *_texts(STATIC / "css", ".css")])
    papers = {"VENDOR.md", "echarts.LICENSE.txt"}
    files = [path.name for path in STATIC.rglob("*.*") if path.is_file()]
    assert [name for name in files if name not in used and name not in papers] == []


def test_every_style_class_is_on_some_page():
    words = set(re.findall(r"[\w-]+", code_of_the_house()))
    unused = set()
    for path in (STATIC / "css").glob("*.css"):
        selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name in set(re.findall(r"\.([a-zA-Z_][\w-]*)", selectors)):
            known = MADE_BY_DJANGO.match(name) or WITH_AN_ENDING.match(name)
            if not known and name not in words:
                unused.add(f"{path.name}: {name}")
    assert unused == set()
