"""What concerns the whole process: each test starts one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
from conftest import HYPERS, MOLECULES, OPTIONS


def run(code: str, *arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={k: v for k, v in env.items() if v is not None},
    )


def test_nothing_is_printed(trained):
    done = run(
        """
        import sys, lather
        lather.Model(sys.argv[1]).predict(sys.argv[2])
        """,
        trained[1],
        f"{MOLECULES}@0:2",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forks_are_refused(trained):
    done = run(
        """
        import os, sys, lather
        model = lather.Model(sys.argv[1])
        child = os.fork()
        if child == 0:
            try:
                model.predict(sys.argv[2])
            except lather.LatherError as e:
                print(e, flush=True)
            os._exit(7)  # as multiprocessing ends a child: objects of Java are not released where it cannot run
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(model.predict(sys.argv[2])["energy"]))
        """,
        trained[1],
        f"{MOLECULES}@0:2",
    )
    assert "forked after Lather had started Java" in done.stdout
    assert "spawn" in done.stdout
    assert done.stdout.endswith("7 2\n"), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_interrupts_cancel(trained):
    done = run(
        f"""
        import os, signal, sys, threading, time, lather
        model = lather.Model(sys.argv[1])
        # a shell starts its background jobs with this signal ignored
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        hypers = {HYPERS!r}
        options = {OPTIONS!r}
        hypers["basis"] = {{"max_angular": 9, "radial": {{"max_radial": 11}}}}
        options["representations"] = [hypers]
        options["model"] = {{"representatives": {{"count": 2000}}}}
        try:
            lather.train(options, sys.argv[2])
        except KeyboardInterrupt:
            print("cancelled")
        print(len(model.predict(sys.argv[2] + "@0:2")["energy"]))
        """,
        trained[1],
        MOLECULES,
    )
    assert done.stdout == "cancelled\n2\n", done.stderr


def test_java_is_looked_for():
    code = """
    import lather
    try:
        lather.Options({})
    except lather.LatherError as e:
        print(e, e.cures)
    """
    none = {"PATH": "/nonexistent", "JAVA_HOME": None, "LATHER_JAVA_HOME": None}
    assert run(code, **none).stdout.startswith("Java was not found. Install Java 17 or newer")
    wrong = run(code, LATHER_JAVA_HOME="/nonexistent")
    assert wrong.stdout.startswith("LATHER_JAVA_HOME is /nonexistent, which has no library of Java")


@pytest.mark.skipif("LATHER_RUNTIME" not in os.environ, reason="LATHER_RUNTIME names no folder with lather_runtime")
def test_the_runtime_wheel_is_sufficient(tmp_path):
    runtime = os.environ["LATHER_RUNTIME"]
    none = {"PATH": "/nonexistent", "JAVA_HOME": "/nonexistent", "LATHER_JAVA_HOME": None}
    done = run(
        f"""
        import sys
        sys.path.append({runtime!r})
        import ase.io
        import lather
        from ase.optimize import BFGS
        from lather.ase import Lather
        from lather import _java, plots

        molecules = ase.io.read({str(MOLECULES)!r}, "0:50")
        model = lather.train({OPTIONS!r}, molecules[:40])
        molecules[40].calc = Lather(model)
        before = molecules[40].get_potential_energy()
        BFGS(molecules[40], logfile=None).run(steps=3)
        axes = plots.parity(model, molecules[41:])
        axes.figure.savefig(sys.argv[1])
        print(_java._home()[0], molecules[40].get_potential_energy() < before)
        """,
        tmp_path / "parity.png",
        **none,
        MPLBACKEND="Agg",
        PYTHONPATH=os.environ.get("PYTHONPATH"),
    )
    assert done.stdout == f"{runtime}/lather_runtime/java True\n", done.stderr
    assert (tmp_path / "parity.png").stat().st_size > 1000


def test_java_is_new_enough(tmp_path):
    (tmp_path / "lib/server").mkdir(parents=True)
    (tmp_path / "lib/server/libjvm.so").touch()
    (tmp_path / "release").write_text('JAVA_VERSION="11.0.2"\n')
    done = run("import lather; lather.Options({})", LATHER_JAVA_HOME=str(tmp_path))
    assert "Java 17 or newer is needed" in done.stderr


def test_works_without_ase(trained):
    done = run(
        """
        import sys
        sys.modules["ase"] = None
        import lather
        frame = {"symbols": ["C", "H", "H", "H", "H"], "positions": [[0, 0, 0], [.6, .6, .6], [-.6, -.6, .6],
                 [-.6, .6, -.6], [.6, -.6, -.6]]}
        print(lather.Model(sys.argv[1]).predict(frame)["energy"].shape)
        """,
        trained[1],
    )
    assert done.stdout == "(1,)\n", done.stderr
