"""Pictures with their answers, as `menshen sample` draws them."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np


@dataclass(frozen=True)
class Kind:
    """What is attacked: a kind of challenge at a level."""

    kind: str
    level: str

    @property
    def name(self) -> str:
        return f"`{self.kind}` `{self.level}`"

    @property
    def charset(self) -> str:
        return "0123456789" if self.kind == "math" else "2369ACDEHJLMPRTUWXY"


KINDS = [
    Kind("text", "normal"),
    Kind("text", "hard"),
    Kind("pick", "normal"),
    Kind("pick", "hard"),
    Kind("math", "normal"),
]


@dataclass(frozen=True)
class Picture:
    """What a browser shows, on white, and what has to be typed."""

    pixels: np.ndarray  # height × width × BGR
    answer: str


def draw(program: Path, kind: Kind, count: int, seed: int, out: Path) -> list[Picture]:
    """Draws, or reads what an earlier run with the same numbers has drawn."""
    folder = out / f"{kind.kind}-{kind.level}-{count}-{seed}"
    if not (folder / "labels.csv").exists():
        command = [program, "sample", "--kind", kind.kind, "--level", kind.level]
        command += ["--count", str(count), "--seed", str(seed), "--out", folder]
        subprocess.run(command, check=True)
    with open(folder / "labels.csv", newline="") as labels:
        return [Picture(load(folder / row["file"]), row["label"]) for row in csv.DictReader(labels)]


def load(path: Path) -> np.ndarray:
    """The picture on a white page."""
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[:, :, 3:].astype(np.float32) / 255
    return (pixels[:, :, :3] * alpha + 255 * (1 - alpha)).round().astype(np.uint8)
