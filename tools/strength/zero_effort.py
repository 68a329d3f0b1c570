"""Attackers who know nothing of the drawing: ready-made readers, and preparations that any tutorial has.

A preparation turns a picture into pages; what a reader reads on them, one after the other, is the
answer. Characters outside of the charset are masked or dropped.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import cv2
import ddddocr
import numpy as np
import onnxruntime
from ddddocr.models.charset_manager import CharsetManager

from pictures import Picture

Pages = list[np.ndarray]
MODES = {"one line": "7", "one block": "6", "sparse text": "11"}


class Ddddocr:
    """A network of ddddocr, whose answers are held to a charset."""

    def __init__(self, is_beta: bool, charset: str):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 3
        model = Path(ddddocr.__file__).parent / ("common.onnx" if is_beta else "common_old.onnx")
        self.session = onnxruntime.InferenceSession(str(model), options, ["CPUExecutionProvider"])
        names = CharsetManager()
        names.load_default_charset(False, is_beta)
        known = [(n, name.upper()) for n, name in enumerate(names.get_charset())]
        self.classes = [(0, "")] + [(n, name) for n, name in known if name and name in charset]

    def __call__(self, page: np.ndarray) -> str:
        height, width = page.shape[:2]
        line = cv2.resize(page, (max(8, width * 64 // height), 64), interpolation=cv2.INTER_AREA)
        tensor = (gray(line).astype(np.float32) / 255)[None, None]
        scores = self.session.run(None, {self.session.get_inputs()[0].name: tensor})[0]
        scores = scores[:, 0] if scores.shape[1] == 1 else scores[0]
        best = scores[:, [n for n, _ in self.classes]].argmax(1)
        steps = zip(best, np.append(-1, best[:-1]))
        return "".join(self.classes[n][1] for n, before in steps if n != before)


@cache
def ddddocr_reader(is_beta: bool, charset: str) -> Ddddocr:
    return Ddddocr(is_beta, charset)


def tesseract(pages: Pages, mode: str, charset: str) -> list[str]:
    """What Tesseract reads on each page, in one run of it."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{folder}/{n}.png" for n in range(len(pages))]
        for name, page in zip(names, pages):
            cv2.imwrite(name, cv2.copyMakeBorder(page, 12, 12, 12, 12, cv2.BORDER_REPLICATE))
        Path(folder, "list").write_text("\n".join(names) + "\n")
        command = ["tesseract", f"{folder}/list", "-", "--psm", mode, "--dpi", "150"]
        command += ["-c", f"tessedit_char_whitelist={charset}"]
        run = subprocess.run(command, capture_output=True, text=True, check=True,
                             env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    texts = run.stdout.split("\f")[: len(pages)]
    return ["".join(text.split()).upper() for text in texts]


def gray(page: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(page, cv2.COLOR_BGR2GRAY) if page.ndim == 3 else page


def otsu(page: np.ndarray) -> np.ndarray:
    return cv2.threshold(gray(page), 0, 255, cv2.THRESH_OTSU)[1]


def disc(width: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))


def opened(page: np.ndarray, width: int) -> np.ndarray:
    """What is thin in black and what is thin in white: large pieces of either are taken away."""
    black = 255 - otsu(page)
    thin = [part - cv2.morphologyEx(part, cv2.MORPH_OPEN, disc(width)) for part in (black, 255 - black)]
    return 255 - cv2.morphologyEx(thin[0] | thin[1], cv2.MORPH_OPEN, disc(5))


def variance(page: np.ndarray) -> np.ndarray:
    """Where tones change much in a small window."""
    tones = gray(page).astype(np.float32)
    spread = cv2.blur(tones * tones, (13, 13)) - cv2.blur(tones, (13, 13)) ** 2
    return 255 - cv2.normalize(np.sqrt(np.maximum(spread, 0)), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


def minority(page: np.ndarray) -> np.ndarray:
    """What differs from the tone that prevails around it."""
    tones = gray(page).astype(np.float32)
    around = cv2.GaussianBlur(tones, (0, 0), 26)
    return 255 - otsu(cv2.normalize(np.abs(tones - around), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8))


def rows(page: np.ndarray) -> Pages:
    """Cut where the fewest dark pixels lie, near a third and two thirds of the height."""
    ink = (255 - otsu(page)).sum(1).astype(float)
    height = len(ink)
    cuts = [at + int(ink[at : at + height // 6].argmin()) for at in (height // 4, height * 7 // 12)]
    return [part for part in np.split(page, cuts) if part.shape[0] > 8]


def halves(page: np.ndarray) -> Pages:
    middle = page.shape[0] // 2
    return [page[:middle], page[middle:]]


MASKS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda page: page,
    "threshold": otsu,
    "blur": lambda page: cv2.GaussianBlur(gray(page), (0, 0), 3),
    "edges": lambda page: 255 - cv2.dilate(cv2.Canny(gray(page), 60, 160), disc(3)),
    "variance": variance,
    "minority": minority,
    "opened": lambda page: opened(page, 31),
    "opened wider": lambda page: opened(page, 45),
}
LAYOUTS: dict[str, Callable[[np.ndarray], Pages]] = {
    "one line": lambda page: [page],
    "halves": halves,
    "rows": rows,
}


def attacks(pictures: list[Picture], charset: str) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """The name of each attacker, and what tells its answers to all pictures, to be asked before the next comes."""
    for mask_name, mask in MASKS.items():
        masked = cache(lambda: [mask(picture.pixels) for picture in pictures])
        for layout_name, layout in LAYOUTS.items():
            for is_beta in (False, True) if mask_name in ("as it is", "opened") else (False,):
                name = f"{layout_name}, {mask_name}, ddddocr{' beta' if is_beta else ''}"
                yield name, lambda: ["".join(map(ddddocr_reader(is_beta, charset), layout(page))) for page in masked()]
        if mask_name in ("as it is", "threshold", "opened"):
            for mode_name, mode in MODES.items():
                yield f"{mode_name}, {mask_name}, Tesseract", lambda: tesseract(masked(), mode, charset)
