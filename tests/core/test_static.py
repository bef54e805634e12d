"""The files every page loads: complete, ours or named with licence and sum, and within the old browsers' reach."""

import gettext
import hashlib
import re

import pytest

from wushan_credit.settings import BASE_DIR

STATIC = BASE_DIR / "static"
TEMPLATES = BASE_DIR / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))


def plain(path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)


def test_vendored_files_are_the_ones_named_with_their_sum():
    rows = re.findall(
        r"^\| `([\w.]+)` \|.*`([0-9a-f]{64})` \|$", (STATIC / "vendor/VENDOR.md").read_text("utf-8"), re.M
    )
    assert {name for name, _ in rows} == {path.name for path in (STATIC / "vendor").glob("*.js")}
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_nothing_newer_than_chrome_80(path):
    text = plain(path)
    assert not re.search(r"@layer|@container|:is\(|:where\(|:has\(|\binset:|aspect-ratio|color-mix|\ddvh|\dlh", text)
    for block in re.findall(r"\{([^{}]*)\}", text):
        assert "gap:" not in block or "grid" in block, f"gap in a flex row: {block}"


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_do_not_nest_rules(path):
    depth, inside_at = 0, []
    for part in re.findall(r"[^{}]*[{}]", plain(path)):
        if part.endswith("}"):
            depth -= 1
            continue
        inside_at = [d for d in inside_at if d < depth]
        if part.strip().startswith(("@media", "@supports")):
            inside_at.append(depth)
        assert depth == len(inside_at) - part.strip().startswith(("@media", "@supports")), f"nested: {part.strip()}"
        depth += 1
    assert depth == 0


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_ask_no_other_host_and_take_colours_from_the_tokens(path):
    text = plain(path)
    assert "url(" not in text
    assert "@import" not in text
    if path.name in ("admin.css",):
        colours = set(re.findall(r"#[0-9a-f]{3,8}\b", text)) - {"#fff"}
        assert not {c for c in colours if re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", c)}


def test_styles_stay_small():
    assert sum(path.stat().st_size for path in STYLES) <= 60_000


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", "".join(plain(path) for path in STYLES)))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(plain(path) for path in STYLES)))
    scripts = "".join(path.read_text("utf-8") for path in (STATIC / "js").glob("*.js"))
    used |= {f"--{name}" for name in re.findall(r'token\("([\w-]+)"\)', scripts)}
    assert used <= defined


def test_every_static_file_and_icon_that_templates_name_exists():
    icons = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text("utf-8")))
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", text):
            assert (STATIC / name).exists() or name.startswith("admin/"), f"{path}: {name}"
        for name in re.findall(r"{% icon ['\"]([\w-]+)['\"] %}", text):
            assert name in icons, f"{path}: {name}"


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\}", plain(STATIC / "css/tokens.css"), re.S).group(1)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("ground", ["paper", "ground", "shade"])
@pytest.mark.parametrize(
    "ink", ["ink", "ink-soft", "link", "link-dark", "official", "red", "orange", "green", "purple"]
)
def test_text_has_four_and_a_half_to_one(ink, ground):
    colours = tokens(":root")
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("tone", ["green", "blue", "orange", "red", "purple", "grey"])
def test_chips_can_be_read_and_in_the_large_edition_at_seven_to_one(tone):
    usual, large = tokens(":root"), tokens("html[data-elder]")
    assert contrast(usual[tone], usual[f"{tone}-tint"]) >= 4.5
    assert contrast(large[tone], usual[f"{tone}-tint"]) >= 7


@pytest.mark.parametrize("ink", ["ink", "ink-soft", "link", "link-dark", "official"])
def test_large_edition_has_seven_to_one(ink):
    usual, large = tokens(":root"), tokens("html[data-elder]")
    for ground in (usual["paper"], large["ground"], usual["shade"]):
        assert contrast(large[ink], ground) >= 7


def test_our_words_for_form_errors_are_compiled():
    folder = BASE_DIR / "locale/zh_Hans/LC_MESSAGES"
    source = (folder / "django.po").read_text("utf-8")
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.M)
    pairs += re.findall(r'^msgid "(.+)"\nmsgid_plural ".+"\nmsgstr\[0\] "(.+)"$', source, re.M)
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(pairs) > 25
    for original, ours in pairs:
        assert ours in (compiled.gettext(original), compiled.ngettext(original, original, 1))
