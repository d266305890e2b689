"""Browser files of other projects: built once from locked npm packages, committed, and checked by hash.

`python tools/vendor.py check` needs only Python: it compares every committed file with the lock.
`python tools/vendor.py build` needs npm: it installs the locked packages and writes files and lock anew.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "tools" / "vendor"
MODULES = SOURCES / "node_modules"
PRODUCT = ROOT / "src" / "fugong" / "kit" / "static" / "kit" / "vendor"
TESTS = ROOT / "tests" / "vendor"
LOCK = SOURCES / "vendor.lock.json"

TABLER_LICENCE = MODULES / "@tabler" / "icons" / "LICENSE"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and what of it is kept: target path → source path (or a built file)."""

    name: str
    folder: Path
    licence: Path
    files: dict[str, str]


PACKAGES = (
    Package("htmx.org", PRODUCT / "htmx", MODULES / "htmx.org/LICENSE", {"htmx.min.js": "htmx.org/dist/htmx.min.js"}),
    Package("@tabler/core", PRODUCT / "tabler", TABLER_LICENCE, {"tabler.min.css": "build/tabler.min.css"}),
    Package("@tabler/icons", PRODUCT / "icons", TABLER_LICENCE, {"icons.svg": "build/icons.svg"}),
    Package(
        "echarts",
        PRODUCT / "echarts",
        MODULES / "echarts/LICENSE",
        {
            "echarts.min.js": "build/echarts.min.js",
            "NOTICE": "echarts/NOTICE",
        },
    ),
    Package(
        "maplibre-gl",
        PRODUCT / "maplibre",
        MODULES / "maplibre-gl/LICENSE.txt",
        {
            "maplibre-gl-csp.js": "maplibre-gl/dist/maplibre-gl-csp.js",
            "maplibre-gl-csp-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
            "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
        },
    ),
    Package("axe-core", TESTS / "axe", MODULES / "axe-core/LICENSE", {"axe.min.js": "axe-core/axe.min.js"}),
)


PACKED = {".js", ".css", ".svg"}


def sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()


def committed() -> Iterator[Path]:
    """Every file that stands in a vendored folder."""
    for folder in (PRODUCT, TESTS):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def check() -> list[str]:
    """What differs between the lock, package.json and the committed files; empty when all is well."""
    lock = json.loads(LOCK.read_text("utf-8"))
    asked = json.loads((SOURCES / "package.json").read_text("utf-8"))["dependencies"]
    faults = [
        f"{name}: locked {entry['version']}, package.json asks for {asked.get(name)}"
        for name, entry in lock.items()
        if asked.get(name) != entry["version"]
    ]
    expected = {path: digest for entry in lock.values() for path, digest in entry["sha512"].items()}
    found = {str(path.relative_to(ROOT)): path for path in committed()}
    faults += [f"{path}: missing" for path in sorted(expected.keys() - found.keys())]
    faults += [f"{path}: not in the lock" for path in sorted(found.keys() - expected.keys())]
    faults += [
        f"{path}: changed since it was locked"
        for path in sorted(expected.keys() & found.keys())
        if sha512(found[path]) != expected[path]
    ]
    return faults


def run(*command: str) -> None:
    subprocess.run(command, cwd=SOURCES, check=True)


def build_sprite(target: Path) -> None:
    """One SVG with a <symbol> per icon named in icons.txt."""
    symbols = []
    for name in (SOURCES / "icons.txt").read_text("utf-8").split():
        svg = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text("utf-8")
        shapes = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*/>", svg)
        drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n', "utf-8")


def build_bundles() -> None:
    """Write node_modules/build: the trimmed Tabler, the ECharts bundle and the icon sprite."""
    output = MODULES / "build"
    output.mkdir(exist_ok=True)
    run(
        "npx",
        "sass",
        "--load-path=node_modules/@tabler/core/scss",
        "--style=compressed",
        "--no-source-map",
        "--quiet",
        "tabler.scss",
        "node_modules/build/tabler.css",
    )
    run(
        "npx",
        "esbuild",
        "node_modules/build/tabler.css",
        "--minify",
        "--legal-comments=inline",
        "--outfile=node_modules/build/tabler.min.css",
    )
    run(
        "npx",
        "esbuild",
        "echarts.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--legal-comments=none",
        "--outfile=node_modules/build/echarts.min.js",
    )
    build_sprite(output / "icons.svg")


def keep(source: Path, target: Path) -> None:
    """Copy a file, and pack what browsers load; a pointer to a source map that is not shipped is left out."""
    import brotli

    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix in {".js", ".css"}:
        text = re.sub(r"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$", "\n", source.read_text("utf-8"))
        target.write_text(text, "utf-8")
    else:
        shutil.copyfile(source, target)
    if target.suffix in PACKED and PRODUCT in target.parents:
        target.with_name(f"{target.name}.br").write_bytes(brotli.compress(target.read_bytes()))


def build() -> None:
    """Install the locked packages, write the vendored files and the lock."""
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    build_bundles()
    lock = {}
    for package in PACKAGES:
        shutil.rmtree(package.folder, ignore_errors=True)
        meta = json.loads((MODULES / package.name / "package.json").read_text("utf-8"))
        keep(package.licence, package.folder / "LICENSE")
        for target, source in package.files.items():
            keep(MODULES / source, package.folder / target)
        kept = sorted(path for path in package.folder.rglob("*") if path.is_file())
        lock[package.name] = {
            "version": meta["version"],
            "licence": meta["license"],
            "sha512": {str(path.relative_to(ROOT)): sha512(path) for path in kept},
        }
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=("check", "build"))
    if parser.parse_args().command == "build":
        build()
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"vendored files: {'ok' if not faults else 'not as locked'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
