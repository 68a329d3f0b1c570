"""Pictures with their answers, as `menshen sample` draws them."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

# What the codes of texts are made of.
CHARSET = "2369ACDEHJLMPRTUWXY"


@dataclass(frozen=True)
class Picture:
    """What a browser gets, and what has to be sent back."""

    # The file as the server sends it, for kinds that are more than one still picture.
    path: Path
    answer: str
    # Its whole line of labels.csv.
    row: dict[str, str]

    @property
    def pixels(self) -> np.ndarray:
        """What a browser shows, on a white page: height × width × BGR. Read anew each time; many are many."""
        pixels = cv2.imread(str(self.path), cv2.IMREAD_UNCHANGED)
        if pixels.shape[2] == 3:
            return pixels
        alpha = pixels[:, :, 3:].astype(np.float32) / 255
        return (pixels[:, :, :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)


def draw(program: Path, kind: str, level: str, count: int, seed: int, out: Path) -> list[Picture]:
    """Draws, or takes what an earlier run of the same program with the same numbers has drawn."""
    folder = out / f"{kind}-{level}-{count}-{seed}"
    labels = folder / "labels.csv"
    if not labels.exists() or labels.stat().st_mtime < program.stat().st_mtime:
        command = [program, "sample", "--kind", kind, "--level", level]
        command += ["--count", str(count), "--seed", str(seed), "--out", folder]
        subprocess.run(command, check=True)
    with open(labels, newline="") as lines:
        return [Picture(folder / row["file"], row["label"], row) for row in csv.DictReader(lines)]
