"""What a picture looks like whatever is figure and whatever is ground: its edges without their signs."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from drawing import HEIGHT, WIDTH

DIRECTIONS = 8
CELLS = 15  # across and down a window
STEP = 2  # pixels from cell to cell


@dataclass(frozen=True)
class Seen:
    """A picture in units: the tones from -1 to 1, what is laid over it, and where the dot is."""

    tones: np.ndarray
    overlay: np.ndarray
    start: float


def see(pixels: np.ndarray) -> Seen:
    """Tells paper, ink and dot apart by their colours."""
    small = cv2.resize(pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    gray = small.mean(2)
    limit = cv2.threshold(gray.astype(np.uint8), 0, 255, cv2.THRESH_OTSU)[0]
    paper, ink = (np.median(small[part], axis=0) for part in (gray > limit, gray <= limit))
    axis = paper - ink
    share = ((small - ink) @ axis) / (axis @ axis)
    off = np.linalg.norm(small - ink - share[..., None] * axis, axis=2)
    coloured = (off > 45).astype(np.uint8)
    coloured[80:120, 85:125] = 0
    count, labels, stats, centres = cv2.connectedComponentsWithStats(coloured)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()) if count > 1 else 0
    x, y = centres[largest]
    # The arrow leads: the angle is that of the middle of dot and arrow.
    start = math.atan2(y - HEIGHT / 2, x - WIDTH / 2)
    overlay = cv2.dilate((labels == largest).astype(np.uint8) if largest else coloured, np.ones((9, 9), np.uint8)) > 0
    return Seen(np.clip(2 * share - 1, -1, 1), overlay, start)


def edges(tones: np.ndarray, overlay: np.ndarray | None, zoom: float) -> np.ndarray:
    """How much edge there is in each direction, around every pixel of the picture at half its size."""
    size = (round(WIDTH * zoom / 2), round(HEIGHT * zoom / 2))
    small = cv2.resize(tones, size, interpolation=cv2.INTER_AREA if zoom < 2 else cv2.INTER_LINEAR)
    across, down = (cv2.Sobel(small, cv2.CV_32F, *order, ksize=3) for order in ((1, 0), (0, 1)))
    strength = np.minimum(np.hypot(across, down), 3.0)
    if overlay is not None:
        strength[cv2.resize(overlay.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0] = 0
    place = (np.arctan2(down, across) / math.pi % 1.0) * DIRECTIONS
    maps = []
    for direction in range(DIRECTIONS):
        away = np.abs((place - direction + DIRECTIONS / 2) % DIRECTIONS - DIRECTIONS / 2)
        maps.append(cv2.blur(strength * np.maximum(0, 1 - away), (STEP + 1, STEP + 1)))
    reach = STEP * CELLS // 2 + 12
    stacked = np.dstack(maps)
    return np.pad(stacked, ((reach, reach), (reach, reach), (0, 0)))


def window(maps: np.ndarray, centre: tuple[float, float], zoom: float) -> np.ndarray:
    """The cells around a place that is given in units."""
    margin = 12
    left, top = (round(at * zoom / 2) + margin for at in centre)
    left, top = max(0, min(left, maps.shape[1] - STEP * CELLS)), max(0, min(top, maps.shape[0] - STEP * CELLS))
    return maps[top : top + STEP * CELLS : STEP, left : left + STEP * CELLS : STEP].ravel()
