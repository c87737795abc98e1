"""Copy the few files we serve or print with out of node_modules into `web/vendor/`.

Run by the set-up after `npm ci`: `python -m entrepot.web.collect node_modules`.
"""

import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).parent / "vendor"
_FONT = "@expo-google-fonts/noto-sans-sc"
FILES = {
    f"{_FONT}/400Regular/NotoSansSC_400Regular.ttf": "noto-sans-sc.ttf",
    f"{_FONT}/LICENSE_FONT": "noto-sans-sc.LICENCE.txt",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl.LICENCE.txt",
    "echarts/dist/echarts.common.min.js": "echarts.js",
    "echarts/dist/echarts.min.js": "echarts-all.js",  # treemaps, networks and heat maps too
    "echarts/LICENSE": "echarts.LICENCE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
    "topojson-client/dist/topojson-client.min.js": "topojson-client.js",
    "topojson-client/LICENSE": "topojson-client.LICENCE.txt",
    "world-atlas/countries-50m.json": "countries-50m.json",
    "world-atlas/LICENSE": "world-atlas.LICENCE.txt",
}


def collect(modules: Path, target: Path = VENDOR) -> tuple[Path, ...]:
    """Copy the files; the last line, a source map's address, is left out of scripts.

    Args:
        modules: The `node_modules` folder that npm filled.
        target: Folder that the web room serves as `/vendor`.

    Returns:
        What was written.

    Raises:
        FileNotFoundError: A package lacks a file we need; nothing is written.
    """
    missing = [name for name in FILES if not (modules / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{modules} lacks {', '.join(missing)}: run `npm ci` first")
    target.mkdir(exist_ok=True)
    return tuple(_copy(modules / name, target / new) for name, new in FILES.items())


def _copy(source: Path, target: Path) -> Path:
    if source.suffix in {".js", ".mjs"}:
        head, _, _ = source.read_text("utf-8").partition("\n//# sourceMappingURL=")
        target.write_text(head + "\n", "utf-8")
    else:
        shutil.copyfile(source, target)
    return target


if __name__ == "__main__":
    collect(Path(sys.argv[1] if len(sys.argv) > 1 else "node_modules"))
