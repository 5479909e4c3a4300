"""The files of `lather map` for chemiscope, read by chemiscope itself."""

import gzip
import json
import subprocess

import pytest
from conftest import MOLECULES, OPTIONS

chemiscope = pytest.importorskip("chemiscope")


@pytest.mark.parametrize("of", ["structures", "atoms"])
def test_chemiscope_accepts_the_file(libraries, tmp_path, of):
    from chemiscope import input as checks

    options = tmp_path / "options.yaml"
    options.write_text(json.dumps(OPTIONS))
    out = tmp_path / "map.json.gz"
    subprocess.run(
        [
            "java",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            f"{libraries}/*",
            "org.lather.cli.Main",
            "map",
            f"{MOLECULES}@0:12",
            "--options",
            options,
            "--of",
            of,
            "-o",
            out,
        ],
        check=True,
        capture_output=True,
    )
    with gzip.open(out) as file:
        data = json.load(file, parse_constant=lambda name: pytest.fail(f"found {name}"))
    structures = data["structures"]
    atoms = sum(s["size"] for s in structures)
    assert len(data["environments"]) == atoms
    for name, value in data["properties"].items():
        checks._validate_property(name, value)
        assert len(value["values"]) == (atoms if value["target"] == "atom" else len(structures)), name
    checks._validate_shapes(structures, data["shapes"])
    assert set(data["shapes"]) == {"dipole", "gfn2_dipole"}
    assert data["settings"]["map"]["x"]["property"] in data["properties"]
    assert chemiscope.show_input(str(out)) is not None
