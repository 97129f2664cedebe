"""Every setting, command and make target is told to its reader, and nothing else is."""

import re
import subprocess

from tests.ops.helpers import PROJECT
from web.cli import _parser
from web.settings import Settings

DOCS = PROJECT / "docs"


def test_every_setting_is_documented_and_no_other():
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))

    assert told == {name.upper() for name in Settings.model_fields}


def test_every_setting_is_documented_with_its_own_words():
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")

    for name, field in Settings.model_fields.items():
        assert f"| {field.description} |" in text, f"{name.upper()} is described otherwise"


def test_every_command_is_documented():
    told = (DOCS / "operations.md").read_text(encoding="utf-8")
    [commands] = [action for action in _parser()._actions if action.dest == "command"]

    for name in commands.choices or ():
        assert f"`shoutou {name}" in told, f"shoutou {name} is not in docs/operations.md"


def test_help_lists_every_command():
    said = _parser().format_help()

    for name in (
        "run",
        "serve",
        "worker",
        "migrate",
        "seed",
        "embed",
        "train",
        "user",
        "backup",
        "restore",
        "doctor",
    ):
        assert f"    {name} " in said


def test_make_help_lists_every_target():
    said = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=20
    ).stdout
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE)) - {"chromium"}

    assert set(re.findall(r"^  make ([a-z-]+)", said, re.MULTILINE)) == targets


def test_units_and_image_name_settings_and_commands_that_exist():
    files = sorted((DOCS / "deploy").iterdir())
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    [commands] = [action for action in _parser()._actions if action.dest == "command"]

    named = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)*)=(?=[/0-9])", text)) - {"PATH"}
    called = set(re.findall(r"bin/shoutou (\w+)", text)) | set(re.findall(r'"shoutou", "(\w+)"', text))

    assert named == {"DATA_DIR", "BIND", "PORT"}
    assert named <= {name.upper() for name in Settings.model_fields}
    assert called == {"run", "backup"}
    assert called <= set(commands.choices or ())
    for path in files:
        assert f"deploy/{path.name}" in (DOCS / "operations.md").read_text(encoding="utf-8")
