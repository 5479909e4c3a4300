"""The Java virtual machine of this process: found, started once, and called."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import jpype
import jpype.config

from lather.errors import LatherError, translated

T = TypeVar("T")

_INSTALL = (
    "Install Java 17 or newer (Debian, Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk@17; "
    "others: https://adoptium.net), or set LATHER_JAVA_HOME"
)
_ANNOUNCEMENT = b"WARNING: Using incubator modules: jdk.incubator.vector"
_lock = threading.Lock()
_started = False
_forked = False
_kept: list[Any] = []  # loggers, which Java keeps only as long as somebody refers to them


def _after_fork() -> None:
    global _forked
    if jpype.isJVMStarted():
        _forked = True
        # the threads of the virtual machine do not exist in this process, so that it could not be shut down
        jpype.config.onexit = False
        jpype.config.destroy_jvm = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def forked() -> bool:
    """Whether this process is a fork of one in which Java runs."""
    return _forked


def _library(home: Path) -> Path | None:
    for name in ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll", "jre/lib/server/libjvm.so"):
        if (home / name).is_file():
            return home / name
    return None


def _asked(java: str) -> Path | None:
    """Returns the home that a java program states, for programs that only pass on to another one."""
    said = subprocess.run(
        [java, "-XshowSettings:properties", "-version"], capture_output=True, text=True, check=False
    ).stderr
    home = re.search(r"^\s*java\.home = (.*)$", said, re.MULTILINE)
    return Path(home.group(1)) if home else None


def _home() -> tuple[Path, Path]:
    """Returns the folder of Java and its library."""
    named = os.environ.get("LATHER_JAVA_HOME")
    if named:
        return _expect_library("LATHER_JAVA_HOME", named)
    if importlib.util.find_spec("lather_runtime") is not None:
        import lather_runtime

        return _expect_library("the package lather-runtime", str(lather_runtime.java_home()))
    named = os.environ.get("JAVA_HOME")
    if named:
        return _expect_library("JAVA_HOME", named)
    java = shutil.which("java")
    if java is None:
        raise LatherError(f"Java was not found. {_INSTALL}", (_INSTALL,))
    home: Path | None = Path(os.path.realpath(java)).parent.parent
    if home is not None and _library(home) is None:
        home = _asked(java)
    library = None if home is None else _library(home)
    if home is None or library is None:
        raise LatherError(f"{java} has no library of Java (libjvm) beside it. {_INSTALL}", (_INSTALL,))
    return home, library


def _expect_library(origin: str, home: str) -> tuple[Path, Path]:
    library = _library(Path(home))
    if library is None:
        cure = "Set it to the folder of a JDK or JRE, or unset it"
        raise LatherError(f"{origin} is {home}, which has no library of Java (lib/server/libjvm). {cure}", (cure,))
    return Path(home), library


def _major(home: Path) -> int | None:
    try:
        release = (home / "release").read_text(errors="replace")
    except OSError:
        return None
    version = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release, re.MULTILINE)
    return int(version.group(1)) if version else None


def _jars() -> list[str]:
    folder = Path(os.environ.get("LATHER_JARS") or Path(__file__).parent / "jars")
    # archives of the command line would log to the error stream
    jars = [j for j in folder.glob("*.jar") if not re.match(r"lather-cli|picocli|xchart|slf4j-simple", j.name)]
    if not jars:
        raise LatherError(f"there are no archives in {folder}. Install the package lather again")
    return [str(j) for j in sorted(jars, key=lambda j: (not j.name.startswith("lather-"), j.name))]


@contextlib.contextmanager
def _without_announcement() -> Iterator[None]:
    """Drops the line with which Java announces the Vector API on the error stream; all others pass, afterwards."""
    try:
        saved = os.dup(2)
    except OSError:  # there is no error stream
        yield
        return
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            kept.seek(0)
            rest = b"".join(line for line in kept if line.strip() != _ANNOUNCEMENT)
            if rest:
                os.write(2, rest)


def _start() -> None:
    home, library = _home()
    major = _major(home)
    if major is not None and major < 17:
        raise LatherError(f"Java 17 or newer is needed, {home} is {major}. {_INSTALL}", (_INSTALL,))
    flags = [
        "--add-modules=jdk.incubator.vector",
        "-XX:MaxRAMPercentage=50",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        # signals stay with Python
        "-Xrs",
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF-8",
        # messages go to the logger of the platform, and from there to Python's
        "-Dslf4j.internal.verbosity=ERROR",
        "-Dlather.command=lather",
    ]
    if major is None or major >= 22:
        flags.append("--enable-native-access=ALL-UNNAMED")
    flags += shlex.split(os.environ.get("LATHER_JAVA_OPTIONS", ""))
    try:
        with _without_announcement():
            jpype.startJVM(*flags, jvmpath=str(library), classpath=_jars(), interrupt=False)
    except (OSError, RuntimeError, TypeError) as e:
        raise LatherError(f"Java of {home} did not start: {e}") from e


def _log_to_python() -> None:
    logger = jpype.JClass("java.util.logging.Logger").getLogger("org.lather")

    def keep(record: Any) -> bool:
        java_level = int(record.getLevel().intValue())  # INFO is 800, WARNING 900, SEVERE 1000
        levels = ((1000, logging.ERROR), (900, logging.WARNING), (800, logging.INFO))
        python_level = next((here for there, here in levels if java_level >= there), logging.DEBUG)
        logging.getLogger("lather").log(python_level, "%s", record.getMessage())
        return False

    logger.setFilter(jpype.JProxy("java.util.logging.Filter", dict={"isLoggable": keep}))
    _kept.append(logger)


def start() -> None:
    """Starts Java, if it does not run yet.

    Raises:
        LatherError: if there is no Java, it does not start, or this process is a fork of one in which it runs.
    """
    global _started
    if _forked:
        cure = (
            "Start the processes with multiprocessing.get_context('spawn') or 'forkserver', or use Lather only after "
            "the fork"
        )
        raise LatherError(
            f"this process was forked after Lather had started Java, which cannot run in it. {cure}", (cure,)
        )
    if _started:
        return
    with _lock:
        if _started:
            return
        if jpype.isJVMStarted():  # by another package
            for jar in _jars():
                jpype.addClassPath(jar)
        else:
            _start()
        _log_to_python()
        _started = True


@functools.cache
def java(name: str) -> Any:
    """Returns a class of Java by its full name, or below org.lather where it has no other root."""
    return jpype.JClass(name if name.startswith(("java.", "org.")) else "org.lather." + name)


def path(name: str | os.PathLike[str]) -> Any:
    """Returns a path of Java. Relative names start at Python's working folder, which Java does not follow."""
    return java("java.nio.file.Path").of(os.path.abspath(os.fspath(name)))


def call(work: Callable[[], T]) -> T:
    """Calls Java in this thread; its exceptions become LatherError."""
    start()
    try:
        return work()
    except jpype.JException as e:
        raise translated(e) from None


def run(work: Callable[[], T]) -> T:
    """Calls Java for a long computation, which Ctrl-C cancels.

    Only the main thread gets signals, and it does not while it is in Java: there, another thread computes.
    """
    start()
    if threading.current_thread() is not threading.main_thread():
        return call(work)
    value: list[T] = []
    error: list[BaseException] = []
    thread: list[Any] = []

    def compute() -> None:
        try:
            thread.append(java("java.lang.Thread").currentThread())
            value.append(call(work))
        except BaseException as e:  # handed to the thread that waits
            error.append(e)

    computing = threading.Thread(target=compute, name="lather", daemon=True)
    computing.start()
    try:
        while computing.is_alive():
            computing.join(0.2)
    except KeyboardInterrupt:
        if thread:
            thread[0].interrupt()
        computing.join()
        raise
    if error:
        raise error[0]
    return value[0]
