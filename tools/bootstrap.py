"""Set-up from a bare Debian: python3 (3.11 or newer) and nothing else, perhaps without pip and ensurepip, as root or not.

1. `uv` into .boot/ (by the system's pip, which may write there in spite of PEP 668; or by the pip wheel kept beside this file);
2. .venv from requirements.lock, by name and hash alone; done again only when the lock changes;
3. the wanted command. Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOT, VENV = ROOT / ".boot", ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
STARTED = time.monotonic()

USAGE = """./run COMMAND

  demo [--fresh] [--port N]   a province's assessment week with synthetic people, served on 127.0.0.1
  site [--port N]             a real site: `sembilan init` and `sembilan serve` (settings by environment)
  test                        everything CI runs: style, types, contracts, translations, all tests, browser journeys
  quick                       no database, about a minute
  bench NAME                  one benchmark of bench/; its last line is one JSON object
"""


def main(words: list[str]) -> int:
    commands = {"demo": demo, "site": site, "test": test, "quick": quick, "bench": bench}
    if not words or words[0] not in commands:
        if words and not words[0].startswith("-") and words[0] != "help":
            print(f"./run: there is no command {words[0]}.\n", file=sys.stderr)
        print(USAGE)
        return 0 if words and words[0] in {"-h", "--help", "help"} else 2
    if sys.version_info < (3, 11):  # noqa: UP036  the reader may start us with an old one
        print("Sembilan needs Python 3.11 or newer; this is", sys.version.split()[0], file=sys.stderr)
        return 2
    try:
        if words[0] == "bench" and not set(words[1:2]) & set(benchmarks()):
            return no_such_bench(words[1:])
        install()
        return commands[words[0]](words[1:])
    except subprocess.CalledProcessError as failed:
        print(f"\nset-up stopped: {' '.join(map(str, failed.cmd))[:200]} ended with {failed.returncode}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def say(sentence: str) -> None:
    print(f"[{time.monotonic() - STARTED:5.1f} s] {sentence}", flush=True)


def install() -> None:
    """Bring .venv to requirements.lock; nothing to do costs a few milliseconds."""
    if not LOCK.exists():
        raise SystemExit(f"{LOCK.name} is missing: this checkout is not whole. Clone it again.")
    # A moved or copied checkout has another ROOT: its .venv would still run the code of the place it was made for.
    wanted = hashlib.sha256(LOCK.read_bytes() + f"{sys.version}\n{ROOT}".encode()).hexdigest()
    stamp = VENV / "lock.sha256"
    if not PYTHON.exists() or not stamp.exists() or stamp.read_text() != f"{wanted}\n{inventory()}":
        if VENV.exists():
            say("This .venv is of another version, or not whole: it is made anew")
        install_packages()
        stamp.write_text(f"{wanted}\n{inventory()}")
    compile_messages()


def inventory() -> str:
    """What lies in .venv, as one digest: a package or command that somebody took away is missed at the next start."""
    folders = [VENV / "bin", *VENV.glob("lib/python3*/site-packages")]
    names = sorted(part.name for folder in folders if folder.exists() for part in folder.iterdir() if part.name != "__pycache__")
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def install_packages() -> None:
    uv = boot_uv()
    say("Installing the locked dependencies into .venv")
    subprocess.run([uv, "venv", "--quiet", "--clear", "--no-managed-python", "--python", sys.executable, VENV], check=True)
    words = ["pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, "-r", LOCK]
    subprocess.run([uv, *words], check=True, env={**as_uv_wants(told_to_pip()), **os.environ})
    site_packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    (site_packages / "sembilan.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "sembilan"
    command.write_text(f"#!{PYTHON}\nimport sys\nfrom sembilan.cli.main import main\nsys.exit(main())\n")
    command.chmod(0o755)


def compile_messages() -> None:
    """Make the .mo files of locale/ where a .po is newer."""
    for source in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([PYTHON, ROOT / "tools" / "messages.py", "compile"], check=True)
            return


def boot_uv() -> Path:
    uv = BOOT / "bin" / "uv"
    if uv.exists():
        return uv
    say("Fetching uv, the installer, into .boot")
    words = ["install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target", BOOT, "uv"]
    subprocess.run([*pip(), *words], check=True)
    return uv


def pip() -> list[str]:
    """The system's pip, or the wheel kept beside this file."""
    found = [sys.executable, "-m", "pip"]
    if subprocess.run([*found, "--version"], capture_output=True).returncode:
        return [sys.executable, f"{next((ROOT / 'tools').glob('pip-*.whl'))}/pip"]
    return found


def told_to_pip() -> str:
    """What this machine tells pip, by file and environment: uv reads neither."""
    return subprocess.run([*pip(), "config", "list"], capture_output=True, text=True).stdout


def as_uv_wants(told: str) -> dict[str, str]:
    """An agency's mirror and certificate, named for pip, hold for uv too. `told`: lines of `pip config list`, later ones win."""
    names = {"index_url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    pairs = (line.partition("=") for line in told.splitlines())
    found = {name.rpartition(".")[2].replace("-", "_"): value.strip("'\"") for name, _, value in pairs}
    return {names[name]: value for name, value in found.items() if name in names}


def demo(words: list[str]) -> int:
    return hand_over([PYTHON, "-m", "sembilan.cli", "demo", *words])


def site(words: list[str]) -> int:
    return hand_over([PYTHON, "-m", "sembilan.cli", "serve", *words])


def bench(words: list[str]) -> int:
    return hand_over([PYTHON, ROOT / "bench" / words[0] / "run.py", *words[1:]])


def benchmarks() -> list[str]:
    return sorted(part.parent.name for part in (ROOT / "bench").glob("*/run.py"))


def no_such_bench(words: list[str]) -> int:
    if words:
        print(f"./run bench: there is no benchmark {words[0]}.", file=sys.stderr)
    print("benchmarks:", ", ".join(benchmarks()))
    return 2


def quick(words: list[str]) -> int:
    pure = [
        "tests/psychometrics",
        "tests/merkle",
        "tests/render",
        "tests/rules",
        "tests/itembank_generators",
        "tests/bank",
        "tests/web/ui",
    ]
    return checks() or run([PYTHON, "-m", "pytest", "-q", "-n", "2", *pure, *words], {**os.environ, "SEMBILAN_QUICK": "yes"})


def test(words: list[str]) -> int:
    browser, missing = find_chromium()
    failed = checks() or run([PYTHON, "-m", "mypy"])
    if failed:
        return failed
    environment = {**os.environ, "SEMBILAN_CHROMIUM": browser}
    code = run([PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *words], environment)
    if not browser:
        say(f"SKIPPED: the browser journeys, for want of a Chromium. {missing}")
    return code


def checks() -> int:
    return (
        run([PYTHON, "-m", "ruff", "check", "."])
        or run([PYTHON, "-m", "ruff", "format", "--check", "."])
        or run([VENV / "bin" / "lint-imports"])
        or run([PYTHON, ROOT / "tools" / "messages.py", "check"])
    )


def find_chromium() -> tuple[str, str]:
    """The path of a Chromium, or an empty one and why there is none; Debian's package is installed where we may."""
    if "SEMBILAN_CHROMIUM" in os.environ:
        return os.environ["SEMBILAN_CHROMIUM"], "SEMBILAN_CHROMIUM is set to nothing."
    if path := chromium_here():
        return path, ""
    if not shutil.which("apt-get"):
        return "", "It is not installed, and there is no apt-get here to install it with."
    if os.geteuid() != 0:
        return "", "It is not installed, and only root may install it: apt-get install chromium."
    say("Installing Debian's chromium for the browser journeys")
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *words], capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
    return chromium_here(), f"apt-get could not install it: {done.stderr.strip()[-300:]}"


def chromium_here() -> str:
    return next(filter(None, map(shutil.which, CHROMIUM)), "")


def run(words: list[object], environment: dict[str, str] | None = None) -> int:
    print(f"\n$ {' '.join(Path(str(word)).name if str(word).startswith(str(ROOT)) else str(word) for word in words)}", flush=True)
    return subprocess.run([str(word) for word in words], cwd=ROOT, env=environment).returncode


def hand_over(words: list[object]) -> int:
    """Become the command, so that a signal to ./run reaches it."""
    sys.stdout.flush()
    os.environ["SEMBILAN_STARTED"] = str(time.time() - (time.monotonic() - STARTED))
    os.execv(str(words[0]), [str(word) for word in words])
