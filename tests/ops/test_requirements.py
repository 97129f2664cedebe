"""What is installed is pinned, and the pins are those of a finished environment."""

import re
from importlib import metadata

from tests.ops.helpers import PROJECT

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^ ;]+)$")


def _lines(name):
    text = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _pins(name):
    found = {}
    for line in _lines(name):
        match = _PIN.match(line)
        assert match is not None, f"requirements/{name}.txt: {line} is not pinned"
        found[re.sub(r"[-_.]+", "-", match["name"]).lower()] = match["version"]
    return found


def test_requirements_are_pinned_and_agree_with_the_constraints():
    constraints = _pins("constraints")

    asked = {**_pins("torch"), **_pins("run"), **_pins("dev")}

    assert {name: constraints.get(name) for name in asked} == asked


def test_constraints_cover_everything_that_requirements_pull_in():
    constraints = _pins("constraints")
    waiting, seen = [*_pins("torch"), *_pins("run"), *_pins("dev")], set()

    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            needed = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # For another platform or Python version.
        assert name in constraints, f"{name} is not in requirements/constraints.txt"
        waiting += [re.split(r"[ ;<>=!~(\[]", each)[0] for each in needed if "extra ==" not in each]


def test_requirements_bring_no_package_that_drags_cuda_in():
    text = "\n".join(_lines("run") + _lines("dev") + _lines("constraints"))

    assert "optimum" not in text
    assert "nvidia" not in text
    assert "sentence-transformers[" not in text


def test_each_package_that_is_asked_for_has_its_reason_in_a_decision():
    folder = PROJECT / "docs" / "decisions"
    told = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))).lower()

    asked = {name for file in ("torch", "run", "dev", "bench") for name in _pins(file)}

    assert (
        sorted(name for name in asked if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told)) == []
    )
