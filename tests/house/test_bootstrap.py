"""What the set-up takes over from the machine it starts on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tools import bootstrap

KEY = "index" + "-url"  # no file of ours names an index


def test_a_mirror_and_a_certificate_named_for_pip_hold_for_uv() -> None:
    told = f"global.{KEY}='https://mirror/simple'\nglobal.timeout='60'\n:env:.cert='/etc/ssl/mirror.pem'\n"
    assert bootstrap.as_uv_wants(told) == {
        "UV_DEFAULT_INDEX": "https://mirror/simple",
        "SSL_CERT_FILE": "/etc/ssl/mirror.pem",
    }


def test_a_machine_that_tells_pip_nothing_tells_uv_nothing() -> None:
    assert bootstrap.as_uv_wants("") == {}


def test_a_named_chromium_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMBILAN_CHROMIUM", "")
    assert bootstrap.find_chromium() == ("", "SEMBILAN_CHROMIUM is set to nothing.")


def test_without_the_right_to_install_it_is_said_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMBILAN_CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    browser, missing = bootstrap.find_chromium()
    assert browser == ""
    assert "only root may install it" in missing


def test_a_moved_checkout_is_set_up_again_and_one_without_its_lock_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[Path] = []
    monkeypatch.setattr(bootstrap, "compile_messages", lambda: None)
    monkeypatch.setattr(bootstrap, "install_packages", lambda: made.append(bootstrap.ROOT))
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    for place in ("one", "one", "two"):
        monkeypatch.setattr(bootstrap, "ROOT", tmp_path / place)
        bootstrap.install()
    assert made == [tmp_path / "one", tmp_path / "two"]
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    with pytest.raises(SystemExit, match=r"requirements\.lock is missing"):
        bootstrap.install()


def test_a_venv_that_lost_a_package_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[str] = []
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "django"

    def install_packages() -> None:
        package.mkdir(parents=True)
        made.append("anew")

    monkeypatch.setattr(bootstrap, "compile_messages", lambda: None)
    monkeypatch.setattr(bootstrap, "install_packages", install_packages)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    bootstrap.install()
    bootstrap.install()
    assert made == ["anew"]
    package.rmdir()
    bootstrap.install()
    assert made == ["anew", "anew"]


@pytest.mark.parametrize(
    ("words", "says"), [(["nonsense"], "no command nonsense"), (["bench", "nonsense"], "no benchmark nonsense")]
)
def test_a_word_that_is_not_known_is_named_beside_what_there_is(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(words) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert ("day" if words[0] == "bench" else "site") in told.out
