"""What moves which way in a `motion` picture: from its frames to one map of dots that go along and dots that go against.

Each dot is sought again in the next frame at every place that it may have gone to. Over a wide area both ways that dots go
lie on one line, which turns slowly; along that line the one way minus the other is light or dark.
"""

import heapq
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

# Pixels of a dot.
DOT = 2
# Where a dot may go in one frame, in dots.
MOST = 3
STEPS = np.array([(x, y) for x in range(-MOST, MOST + 1) for y in range(-MOST, MOST + 1) if 2 <= x * x + y * y <= 10])
BACK = np.array([next(n for n, other in enumerate(STEPS) if (other == -step).all()) for step in STEPS])
ANGLES = np.arctan2(STEPS[:, 1], STEPS[:, 0])
# How wide an area is looked at: for the line, and for what is drawn.
WIDE, NARROW = 7.0, 1.6
# Dots between the places at which it is decided what is along.
GRID = 4


def frames(path: Path) -> np.ndarray:
    """1 where a dot is: frames × rows × columns."""
    image = Image.open(path)
    shown = []
    for n in range(image.n_frames):
        image.seek(n)
        shown.append(np.asarray(image.convert("L"))[::DOT, ::DOT])
    shown = np.stack(shown).astype(np.float32)
    return (shown < (shown.max() + shown.min()) / 2).astype(np.float32)


def along_and_against(dots: np.ndarray) -> np.ndarray:
    """Positive where dots go one way, negative where they go the other."""
    found = matches(dots - dots.mean())
    both = found + found[..., BACK]
    wide = np.clip(each(blurred, both, WIDE), 0, None) ** 3
    line = (wide * np.exp(2j * ANGLES)).sum(-1)
    line = blurred(line.real.astype(np.float32), 4) + 1j * blurred(line.imag.astype(np.float32), 4)
    along = oriented(np.exp(0.5j * np.angle(line)), np.abs(line))
    likeness = np.cos(ANGLES - np.angle(along)[..., None])
    likely = np.sqrt(wide / (wide.sum(-1, keepdims=True) + 1e-9))
    return (each(blurred, found, NARROW) * np.sign(likeness) * np.abs(likeness) ** 3 * likely).sum(-1)


def matches(dots: np.ndarray) -> np.ndarray:
    """For every step how well the frames agree with the next ones, halfway between where a dot was and where it is."""
    # Nothing comes from beyond the border.
    here, there = (np.pad(frames, ((0, 0), (MOST, MOST), (MOST, MOST))) for frames in (dots, np.roll(dots, -1, 0)))
    height, width = dots.shape[1:]

    def moved(frames: np.ndarray, x: int, y: int) -> np.ndarray:
        return frames[:, MOST + y : MOST + y + height, MOST + x : MOST + x + width]

    agreed = [
        np.einsum("nyx,nyx->yx", moved(here, -(x // 2), -(y // 2)), moved(there, x - x // 2, y - y // 2))
        for x, y in STEPS
    ]
    return np.stack(agreed, -1)


def blurred(values: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(values, (0, 0), sigma)


def each(change, layers: np.ndarray, *rest) -> np.ndarray:
    return np.stack([change(np.ascontiguousarray(layers[..., n]), *rest) for n in range(layers.shape[-1])], -1)


def oriented(lines: np.ndarray, certain: np.ndarray) -> np.ndarray:
    """One of the two ways of every line, so that neighbours go the same way: from the most certain place outwards."""
    coarse, height, width = lines[::GRID, ::GRID].copy(), *lines.shape
    done = np.zeros(coarse.shape, bool)
    start = np.unravel_index(certain[::GRID, ::GRID].argmax(), coarse.shape)
    waiting = [(0.0, *start, *start)]
    while waiting:
        _, y, x, from_y, from_x = heapq.heappop(waiting)
        if done[y, x]:
            continue
        done[y, x] = True
        if (coarse[y, x] * coarse[from_y, from_x].conj()).real < 0:
            coarse[y, x] *= -1
        for next_y, next_x in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if 0 <= next_y < coarse.shape[0] and 0 <= next_x < coarse.shape[1] and not done[next_y, next_x]:
                bend = 1 - abs((coarse[next_y, next_x] * coarse[y, x].conj()).real)
                heapq.heappush(waiting, (bend, next_y, next_x, y, x))
    parts = cv2.resize(np.dstack([coarse.real, coarse.imag]).astype(np.float32), (width, height))
    reference = parts[..., 0] + 1j * parts[..., 1]
    return np.where((lines * reference.conj()).real < 0, -lines, lines)
