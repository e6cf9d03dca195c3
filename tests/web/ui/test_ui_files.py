"""The look as files: sizes, forbidden CSS, strict Content-Security-Policy, vendored hashes, templates that compile."""

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from markupsafe import Markup

import sembilan.web.ui

UI = Path(sembilan.web.ui.__file__).parent
STATIC, TEMPLATES = UI / "static", UI / "jinja2"
OWN_SCRIPTS = sorted((STATIC / "ui").glob("*.js"))
ALL_TEMPLATES = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html"))


def environment() -> jinja2.Environment:
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(num=lambda v: f"{v:,}".replace(",", "."), tanggal=str, jam=str)
    env.globals.update(static=lambda path: f"/static/{path}", url=lambda name, *a, **k: f"/{name}")
    return env


def rendered(body: str, **context: object) -> str:
    return environment().from_string('{% import "ui/macros.html" as ui with context %}' + body).render(**context)


def test_the_exam_stylesheet_stays_under_15_kb() -> None:
    assert (STATIC / "ui/exam.css").stat().st_size < 15_000


@pytest.mark.parametrize(
    "pattern", [r":has\(", r"aspect-ratio", r"(?<!grid-)\bgap\s*:", r"\binset\s*:", r"\bclamp\(", r"@layer", r"color-mix"]
)
def test_the_exam_stylesheet_uses_nothing_an_old_browser_lacks(pattern: str) -> None:
    assert not re.search(pattern, (STATIC / "ui/exam.css").read_text())


def test_the_exam_pages_load_no_framework() -> None:
    for name in ("exam_base.html", "exam_item.html"):
        assert "vendor/" not in (TEMPLATES / "ui" / name).read_text()


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_templates_hold_no_inline_style_or_handler(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:", source)
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag or 'type="application/json"' in tag, tag


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda p: p.name)
def test_scripts_keep_to_es2018_and_build_no_html_from_text(path: Path) -> None:
    source = path.read_text()
    assert not re.search(
        r"\?\.[a-zA-Z\[(]|\?\?|replaceAll|\.at\(|\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b", source
    )


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_every_template_compiles_in_a_bare_environment(name: str) -> None:
    environment().get_template(name)


def test_vendored_files_are_those_of_the_versions_file() -> None:
    lines = [line.split() for line in (STATIC / "vendor/VERSIONS").read_text().splitlines() if line and not line.startswith("#")]
    listed = {name: digest for name, _package, _version, _licence, digest in lines}
    present = {p.name for p in (STATIC / "vendor").iterdir() if p.suffix in {".js", ".css"}}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * blue

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_on_every_tone_reads_at_4_5_to_1() -> None:
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", (STATIC / "ui/tokens.css").read_text()))
    for k in range(1, 10):
        assert contrast(tokens["ink"], tokens[f"b{k}"]) >= 4.5
    for text in ("ink", "ink-soft", "accent", "ok", "warn", "alarm"):
        assert contrast(tokens[text], tokens["ground"]) >= 4.5
    for tone in ("ok", "warn", "alarm", "accent"):
        assert contrast(tokens[tone], tokens[f"{tone}-wash"]) >= 4.5


def test_the_words_of_the_runner_are_all_on_the_page() -> None:
    script = (STATIC / "ui/exam.js").read_text()
    used = set(re.findall(r'\bsay\("(\w+)"', script)) | {
        "single",
        "multiple",
        "graded",
        "best_worst",
        "ranking",
        "numeric",
        "up",
        "down",
    }
    section = {"number": 1, "total": 4, "code": "A", "title": "Manajerial </script>", "items": []}
    page = environment().get_template("ui/exam_item.html").render(state={"section": section, "practice": True})
    texts = json.loads(re.search(r'id="texts">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert used <= set(texts)
    assert json.loads(re.search(r'id="state">(.*?)</script>', page, re.S)[1])["section"]["title"] == "Manajerial </script>"  # type: ignore[index]


def test_a_nip_is_masked_unless_the_reader_may_see_it() -> None:
    masked = rendered('{{ ui.nip("198001012005011004") }}')
    assert "1980" not in masked
    assert "1004" in masked
    assert "198001012005011004" in rendered('{{ ui.nip("198001012005011004", full=true) }}')


def test_a_missing_figure_is_never_shown_as_zero() -> None:
    out = rendered(
        '{{ ui.stat("Skor", none) }}{{ ui.table("T", [{"label": "a"}, {"label": "b", "numeric": true}], [["x", none]]) }}'
    )
    assert out.count("belum ada") == 2
    assert ">0<" not in out


def test_values_are_escaped() -> None:
    bad = "<script>alert(1)</script>"
    out = rendered('{{ ui.alert("info", bad, bad) }}{{ ui.badge(bad) }}{{ ui.facts([(bad, bad)]) }}', bad=bad)
    assert "<script>" not in out


def test_a_table_without_rows_says_so_in_words() -> None:
    assert "Belum ada data" in rendered('{{ ui.table("T", [{"label": "a"}], []) }}')


def test_progress_polls_only_while_it_has_an_address() -> None:
    assert 'hx-trigger="every 2s"' in rendered('{{ ui.progress("x", 1, 2, "/p") }}')
    assert "hx-" not in rendered('{{ ui.progress("x", 2, 2) }}')


def test_the_error_summary_leads_to_each_field() -> None:
    field = SimpleNamespace(id_for_label="id_nip", auto_id="id_nip", label="NIP", errors=["Harus 18 angka."])
    form = SimpleNamespace(errors={"nip": 1}, non_field_errors=list, visible_fields=lambda: [field], hidden_fields=list)
    out = rendered("{{ ui.form_errors(form) }}", form=form)
    assert '<a href="#id_nip">NIP: Harus 18 angka.</a>' in out


def test_the_shell_renders_with_nothing_and_with_everything() -> None:
    env = environment()
    assert "Langsung ke isi" in env.get_template("ui/base.html").render()
    nav = [{"label": "Beranda", "href": "/", "current": True, "icon": "home"}]
    page = env.get_template("ui/base.html").render(
        nav=nav,
        user_name="Ratna",
        logout_url="/keluar",
        csrf_input=Markup("<i></i>"),
        language_url="/l",
        notices=[{"text": "Data contoh"}],
    )
    for words in ('aria-current="page"', "Keluar", "Data contoh", '"allowEval":false', '"includeIndicatorStyles":false'):
        assert words in page


def test_a_field_joins_label_hint_error_and_control() -> None:
    pytest.importorskip("django")
    from django import forms
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
        import django

        django.setup()

    class NoteForm(forms.Form):
        nip = forms.CharField(label="NIP", help_text="18 angka")
        agree = forms.BooleanField(label="Saya setuju")
        way = forms.ChoiceField(label="Cara", choices=[("a", "Satu"), ("b", "Dua")], widget=forms.RadioSelect)
        book = forms.FileField(label="Berkas", required=False)
        unit = forms.ChoiceField(label="Unit", choices=[("1", "Dinas")])

    form = NoteForm({"nip": ""})
    form.is_valid()
    out = rendered("{{ ui.form_errors(form) }}{% for f in form %}{{ ui.form_field(f) }}{% endfor %}", form=form)
    assert 'aria-describedby="id_nip_hint id_nip_error"' in out
    assert 'class="form-control"' in out
    assert 'class="form-select"' in out
    assert "<fieldset" in out
    assert 'id="id_way"' in out
    assert 'href="#id_way_0"' in out
    assert 'id="id_way_0"' in out
    assert "data-file-preview" in out
    assert "boleh kosong" in out
    assert re.search(r'<label for="id_agree"><input type="checkbox"', out)
    assert len(re.findall(r'id="id_way"', out)) == 1
    assert "style=" not in out
