"""`python -m web.export MODEL FOLDER`: what the web process needs of a text model, written once.

Run by the worker and by `shoutou embed`, in a process of its own: it imports PyTorch.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from matcher.dictionary import Dictionary
from matcher.onnx_export import NotExportable, export_whole
from web.encoders import transformer_for
from web.quick import dictionary_file, exported_folder, refusal_of
from web.settings import BUNDLED_MODEL


def main() -> int:
    """Export; 1 with one sentence when the model cannot be, which is remembered beside the others."""
    parser = argparse.ArgumentParser(prog="python -m web.export", description=__doc__)
    parser.add_argument("model", help="a value of EMBEDDING_MODEL")
    parser.add_argument("encoders", type=Path, help="DATA_DIR/encoders")
    arguments = parser.parse_args()
    encoder = transformer_for(arguments.model)
    folder = exported_folder(arguments.encoders, encoder.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if arguments.model == BUNDLED_MODEL:
        write_dictionary(arguments.encoders)
    try:
        export_whole(encoder, folder)
    except NotExportable as error:
        _write_whole(refusal_of(folder), f"{error}\n")
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def write_dictionary(encoders: Path) -> None:
    """The dictionary as one file, which is read in a moment."""
    file = dictionary_file(encoders)
    if not file.exists():
        _write_whole(file, Dictionary.bundled().to_json())


def _write_whole(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    sys.exit(main())
