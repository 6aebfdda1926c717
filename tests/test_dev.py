"""The `dev` script: what a newcomer is told when something is missing or mistyped."""

import ast
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEV = Path(__file__).resolve().parent.parent / "dev"


def dev(*arguments, script=DEV, before="pass", **environment):
    """Run `dev` as a person would, after the statement `before` has changed its Python."""
    program = f"import sys, runpy; {before}; runpy.run_path(sys.argv[0], run_name='__main__')"
    start = f"import sys; sys.argv = {[str(script), *arguments]!r}; {program}"
    return subprocess.run(
        [sys.executable, "-c", start],
        check=False,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def fresh_clone(tmp_path):
    """The script where nothing has been installed yet."""
    (tmp_path / "requirements.txt").write_text("")
    return Path(shutil.copy(DEV, tmp_path))


@pytest.fixture
def dev_module(fresh_clone):
    return runpy.run_path(str(fresh_clone), run_name="dev")


@pytest.mark.parametrize("arguments", [(), ("-h",), ("--help",)])
def test_help_names_every_command(arguments):
    answer = dev(*arguments)
    assert answer.returncode == 0
    for command in ("run [--empty]", "test", "lint", "manage", "lock"):
        assert f"./dev {command}" in answer.stdout


def test_unknown_command_is_named_and_refused():
    answer = dev("serve")
    assert answer.returncode == 2
    assert "no command 'serve'" in answer.stderr


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1"])
def test_impossible_port_is_refused_before_anything_is_installed(fresh_clone, port):
    answer = dev("run", script=fresh_clone, PORT=port)
    assert answer.returncode == 2
    assert "PORT must be a number" in answer.stderr
    assert not (fresh_clone.parent / ".venv").exists()


@pytest.mark.parametrize("command", ["run", "test", "lint", "manage", "lock"])
def test_python_without_venv_names_the_debian_package(fresh_clone, command):
    answer = dev(command, script=fresh_clone, before="sys.modules['ensurepip'] = None", PORT="1")
    assert answer.returncode == 1
    assert "apt-get install python3-venv" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_old_python_is_told_its_version(fresh_clone):
    answer = dev("run", script=fresh_clone, before="sys.version_info = (3, 9, 2)", PORT="1")
    assert answer.returncode == 1
    assert "this is 3.9" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_any_python_of_the_last_ten_years_can_read_the_script():
    ast.parse(DEV.read_text(), feature_version=(3, 6))


def test_environment_is_made_anew_only_when_the_lock_has_changed(dev_module, fresh_clone):
    made, names = [], dev_module["install"].__globals__
    names["make_environment"] = lambda: made.append("environment")
    names["python"] = lambda *words: made.append("packages") or True
    venv = fresh_clone.parent / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()

    names["install"]("requirements.txt")
    names["install"]("requirements.txt")
    assert made == ["environment", "packages"]
    stamp = venv / "requirements.txt.sha256"
    assert stamp.read_text() == hashlib.sha256(b"").hexdigest()

    (fresh_clone.parent / "requirements.txt").write_text("# a newer lock\n")
    names["install"]("requirements.txt")
    assert made == ["environment", "packages"] * 2


def test_failed_installation_is_tried_again_next_time(dev_module, fresh_clone):
    names = dev_module["install"].__globals__
    names["make_environment"] = (fresh_clone.parent / ".venv").mkdir
    names["python"] = lambda *words: False
    with pytest.raises(SystemExit, match="failed"):
        names["install"]("requirements.txt")
    assert not (fresh_clone.parent / ".venv" / "requirements.txt.sha256").exists()
