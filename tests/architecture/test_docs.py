"""README and docs are true: what they name in code type exists, what they link to is there, what they tell people to type can be typed."""

import importlib
import importlib.util
import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, get_resolver, resolve

from core.settings_store import DECLARED
from devtools import pictures
from devtools.commands import COMMANDS
from wushan_credit.demo.cast import MEMBERS, STAFF
from wushan_credit.env import VARIABLES

BASE = Path(__file__).resolve().parents[2]
PAGES = {str(path.relative_to(BASE)): path for path in (BASE / "README.md", *sorted((BASE / "docs").rglob("*.md")))}
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^(?:    \S.*|```\w*\n(?:.|\n)*?^```)$", re.MULTILINE)
PATH = re.compile(r"[\w.*/-]+\.(?:py|html|css|js|json|toml|yml|md|svg|po|typ|txt|sh)|(?:[\w.-]+/)+")
VARIABLE = re.compile(r"[A-Z]{2,}(?:_[A-Z]+)+")
MANAGE = re.compile(r"manage\.py\s+(\w+)((?:\s+\[?-[^`]*)?)")
COMMAND_ROW = re.compile(r"^\| `((\w+)(?: [^`]*)?)` \|", re.MULTILINE)
DOOR_WORD = re.compile(r"(?:^|\s|`)(?:make|(?:python3 )?dev\.py) ([a-z]+)")
MODULE = re.compile(r"python -m ([\w.]+)")
MADE_AT_RUN_TIME = (".local/", ".venv/", "/", "seals/")


def words_in_code(doc: str) -> list[str]:
    return CODE.findall(PAGES[doc].read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def files() -> list[str]:
    """Paths of all files that could be named, each with a slash before it."""
    left_out = {".venv", ".local", ".git", "__pycache__", "node_modules"}
    return [
        f"/{path.relative_to(BASE).as_posix()}{'/' if path.is_dir() else ''}"
        for part in BASE.iterdir()
        if part.name not in left_out
        for path in (part, *(part.rglob("*") if part.is_dir() else ()))
        if not left_out & set(path.parts)
    ]


@lru_cache(maxsize=1)
def constants() -> set[str]:
    """Names that a module of ours, or a program's variable, gives a value."""
    texts = (Path(f"{BASE}{path}").read_text(encoding="utf-8") for path in files() if path.endswith(".py"))
    return {name for text in texts for name in re.findall(r"^([A-Z][A-Z_]+)\b[^=\n]*=", text, re.MULTILINE)}


def path_exists(name: str) -> bool:
    """A page may name a file by the end of its path, and several by a star."""
    pattern = re.compile(f".*/{re.escape(name).replace(re.escape('*'), '[^/]*')}")
    return any(pattern.fullmatch(path) for path in files())


def address_exists(address: str) -> bool:
    """A page, or the beginning that all addresses of an interface share."""
    try:
        return resolve(address.split("?")[0]) is not None
    except Resolver404:
        return any(f"/{pattern.pattern}" == address for pattern in get_resolver().url_patterns)


def options_of(command: str) -> set[str]:
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def dotted_exists(name: str) -> bool:
    """A parameter, a module, or something in a module."""
    if name in DECLARED:
        return True
    module, _, rest = name.rpartition(".")
    try:
        importlib.import_module(name)
        return True
    except ImportError:
        pass
    try:
        thing = importlib.import_module(module)
    except ImportError:
        return bool(module) and dotted_exists(module)
    return hasattr(thing, rest)


@pytest.mark.parametrize("doc", PAGES)
def test_every_link_and_picture_is_there(doc):
    targets = [target.split("#")[0] for target in LINK.findall(PAGES[doc].read_text(encoding="utf-8"))]
    assert [target for target in targets if target and not (PAGES[doc].parent / target).exists()] == []


@pytest.mark.parametrize("doc", PAGES)
def test_every_file_that_is_named_exists(doc):
    named = {word for word in words_in_code(doc) if PATH.fullmatch(word) and not word.startswith(MADE_AT_RUN_TIME)}
    assert sorted(name for name in named if not path_exists(name)) == []


@pytest.mark.parametrize("doc", PAGES)
def test_every_variable_and_constant_that_is_named_exists(doc):
    known = {variable.name for variable in VARIABLES} | constants()
    named = {word for word in words_in_code(doc) if VARIABLE.fullmatch(word) and not word.startswith(("XK_", "CF_"))}
    assert {name for name in named - known if not hasattr(settings, name)} == set()


@pytest.mark.parametrize("doc", PAGES)
def test_every_module_and_parameter_that_is_named_exists(doc):
    own = re.compile(rf"(?:{'|'.join([*settings.HOUSE, 'wushan_credit', 'tests', 'devtools'])})(?:\.\w+)+")
    named = {word for word in words_in_code(doc) if own.fullmatch(word) and not PATH.fullmatch(word)}
    assert sorted(name for name in named if not dotted_exists(name)) == []


@pytest.mark.parametrize("doc", PAGES)
def test_every_command_that_is_told_can_be_typed(doc):
    text = PAGES[doc].read_text(encoding="utf-8")
    typed = "\n".join(CODE.findall(text) + BLOCK.findall(text))
    for word in DOOR_WORD.findall(typed):
        assert word in COMMANDS, word
    for module in MODULE.findall(typed):
        assert importlib.util.find_spec(module), module
    for command, rest in MANAGE.findall(typed):
        assert command in get_commands(), command
        assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(command), command


def test_every_command_of_the_readme_s_table_has_the_options_shown():
    rows = COMMAND_ROW.findall(PAGES["README.md"].read_text(encoding="utf-8").split("## 命令")[1].split("\n## ")[0])
    assert len(rows) >= 7
    for line, command in rows:
        assert set(re.findall(r"--[a-z-]+", line)) <= options_of(command), command


def test_every_door_of_the_script_is_a_door_of_make():
    targets = set(re.findall(r"^([a-z]+):$", (BASE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert targets == set(COMMANDS)


def test_every_address_of_the_readme_answers():
    table = PAGES["README.md"].read_text(encoding="utf-8").split("## 地址")[1].split("\n## ")[0]
    addresses = [word for word in CODE.findall(table) if word.startswith("/")]
    assert len(addresses) > 8
    assert [address for address in addresses if not address_exists(address)] == []


@pytest.mark.parametrize("doc", ["README.md", "docs/architecture.md"])
def test_every_app_of_the_house_has_its_line(doc):
    first_cells = "\n".join(
        line.rsplit("|", 2)[0] for line in PAGES[doc].read_text(encoding="utf-8").splitlines() if "|" in line
    )
    named = {word.strip("/") for word in CODE.findall(first_cells)}
    assert set(settings.HOUSE) <= named


def test_the_people_one_can_sign_in_as_are_those_of_the_demonstration():
    table = PAGES["README.md"].read_text(encoding="utf-8").split("## 演示账号")[1].split("\n## ")[0]
    named = {word for word in CODE.findall(table) if re.fullmatch(r"[a-z]+\d?(?:clerk)?", word)}
    assert named == {person[0] for person in (*STAFF, *MEMBERS)}


def test_every_page_of_docs_is_reached_from_the_readme():
    """Folders are linked as folders; everything else by name, from the README or from a page that the README links to."""
    linked = {target.strip("/") for target in LINK.findall(PAGES["README.md"].read_text(encoding="utf-8"))}
    pages = [page for page in PAGES if page != "README.md"]
    assert [page for page in pages if page not in linked and str(Path(page).parent) not in linked] == []


def test_every_picture_can_be_taken_again_by_the_program_that_takes_them():
    kept = {path.name for path in (BASE / "docs" / "screenshots").iterdir()}
    assert kept == {f"{name}-{width}.png" for name, *_ in pictures.PAGES for width in pictures.SIZES}


@pytest.mark.parametrize("name", ["records/none.py", "core/nothing/", "publicity/data/none-*.json"])
def test_a_file_that_is_not_there_is_found_missing(name):
    assert not path_exists(name)


@pytest.mark.parametrize("name", ["core.nothing", "publicity.no_such_days", "records.services.reports.none"])
def test_a_module_or_parameter_that_is_not_there_is_found_missing(name):
    assert not dotted_exists(name)
