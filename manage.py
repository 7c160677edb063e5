#!/usr/bin/env python3
"""Start Motcua on a machine that has only Python: `python3 manage.py run`, `python3 manage.py test`.

Makes .venv, installs what the requirement files pin (again only when they changed), and hands `bench`
to `python -m bench` and every other command to `python -m dashboard`. Standard library only, and
readable by any Python 3, so that an old one is told in a sentence.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "motcua.json")
# The browsers that the tests know, the best first.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
# Two processes, a file each at a time, in their own order: the long files (browsers, faults) come first.
WHOLE_SUITE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
OLDEST, NEWEST = (3, 11), (3, 13)


class Refused(Exception):
    """Something that a person must do first: a sentence in Vietnamese, one in English."""

    def __init__(self, vi, en):
        super().__init__(vi)
        self.vi, self.en = vi, en


def in_english():
    return os.environ.get("MOTCUA_LANGUAGE", "").lower() == "en"


def tell(vi, en):
    """Progress goes to standard error: standard output is the command's."""
    print(en if in_english() else vi, file=sys.stderr, flush=True)


def check_python(version):
    """Refuse a Python for which the embedded server has no builds."""
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        found = "{}.{}".format(*version[:2])
        raise Refused(
            f"Motcua cần Python 3.11, 3.12 hoặc 3.13; đây là Python {found}.",
            f"Motcua needs Python 3.11, 3.12 or 3.13; this is Python {found}.",
        )


def venv_python():
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, folder, name)


def read_stamp():
    """What was installed last; nothing where an installation was broken off or the Python has gone."""
    if not os.path.exists(venv_python()):
        return {}
    try:
        with open(STAMP, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def write_stamp(stamp):
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        json.dump(stamp, file)
    os.replace(STAMP + ".new", STAMP)


def digest(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def run(command, vi, en):
    """Run a step of the installation; its output goes to standard error."""
    try:
        status = subprocess.call(command, stdout=sys.stderr, stdin=subprocess.DEVNULL)
    except OSError as error:
        status = error.strerror
    if status:
        raise Refused(f"{vi} ({status}).", f"{en} ({status}).")


def make_venv():
    try:
        import ensurepip
        import venv
    except ImportError:
        ensurepip = venv = None
    if ensurepip is None or venv is None:
        raise Refused(
            "Python này thiếu venv; trên Debian hoặc Ubuntu hãy chạy: apt install python3-venv",
            "This Python lacks venv; on Debian or Ubuntu run: apt install python3-venv",
        )
    tell("Tạo môi trường .venv …", "Making .venv …")
    run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "Không tạo được .venv; trên Debian hoặc Ubuntu hãy chạy: apt install python3-venv",
        "Cannot make .venv; on Debian or Ubuntu run: apt install python3-venv",
    )


def install(names):
    """Bring .venv to what the requirement files pin; quick when nothing has changed."""
    stamp = read_stamp()
    missing = [name for name in names if stamp.get(name) != digest(name)]
    if not missing:
        return
    if not stamp:
        make_venv()
    tell("Cài đặt các gói (lần đầu mất vài phút) …", "Installing packages (minutes at the first time) …")
    command = [venv_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for name in missing:
        command += ["-r", os.path.join(ROOT, name)]
    run(
        command,
        "Không cài được các gói; xem các dòng trên",
        "Cannot install the packages; see the lines above",
    )
    stamp.update({name: digest(name) for name in missing})
    write_stamp(stamp)


def has_vietnamese_font():
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=vi"], stdout=subprocess.PIPE).stdout.strip())


def apt(packages):
    """Install Debian's packages, if any."""
    if packages:
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        sentences = "Không cài được Chromium bằng apt", "Cannot install Chromium by apt"
        run(["apt-get", "update", "-qq"], *sentences)
        run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], *sentences)


def install_browser():
    """Chromium for the tests: by apt on Debian as root, else Playwright's own build."""
    found = any(map(shutil.which, BROWSERS))
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        fonts = [] if has_vietnamese_font() else ["fontconfig", "fonts-noto-core"]
        # The shell has no window to draw: a page opens with a third of the processor's time.
        if not shutil.which(BROWSERS[0]) or fonts:
            tell("Cài Chromium và phông chữ …", "Installing Chromium and fonts …")
            try:
                apt([BROWSERS[0], *fonts])
            except Refused:
                # Systems of another age have the whole browser only; what is there already will do.
                apt(fonts if found else ["chromium", *fonts])
        return
    stamp = read_stamp()
    version = stamp["requirements-dev.txt"]
    if not found and stamp.get("browser") != version:
        tell("Tải Chromium …", "Fetching Chromium …")
        command = [venv_python(), "-m", "playwright", "install", "chromium"]
        run(command, "Không tải được Chromium", "Cannot fetch Chromium")
        stamp["browser"] = version
        write_stamp(stamp)


def become(words):
    """Run `.venv`'s Python with these words, in this process where the system can."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")]))
    os.environ["PYTHONUTF8"] = "1"
    command = [venv_python(), *words]
    if os.name == "nt":
        return subprocess.call(command)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def main(arguments):
    """The exit status."""
    try:
        check_python(sys.version_info)
        if arguments[:1] == ["test"]:
            install(["requirements.txt", "requirements-dev.txt"])
            install_browser()
            os.chdir(ROOT)
            return become(["-m", "pytest"] + (arguments[1:] or WHOLE_SUITE))
        if arguments[:1] == ["bench"]:
            install(["requirements.txt", "requirements-dev.txt"])
            return become(["-m", "bench", *arguments[1:]])
        install(["requirements.txt"])
        return become(["-m", "dashboard", *arguments])
    except Refused as refusal:
        lines = (refusal.en, refusal.vi) if in_english() else (refusal.vi, refusal.en)
        print("\n".join(lines), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
