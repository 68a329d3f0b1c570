"""`click`: pictograms to be clicked in the order of the row above."""

from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from kinds.kind import Attacker, Kind, Means
from pictures import Picture

COUNT = 4
ROWS, COLUMNS = 3, 4
# Of a picture 210 wide and 200 high.
STRIP, WIDTH, HEIGHT = 44, 210, 200
CELL = (WIDTH / COLUMNS, (HEIGHT - STRIP) / ROWS)
TOLERANCE = 25
# What is looked at of a cell and of a sign, in pixels.
SIDE = 104


def dark(picture: Picture) -> np.ndarray:
    """1 where there is ink: there are two tones, and which of them is lighter is seen in the corner."""
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    return (grey < cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0]).astype(np.float32)


def signs(ink: np.ndarray) -> list[np.ndarray]:
    """The signs of the row above, each in the middle of a square."""
    found = []
    for n in range(COUNT):
        left = int((n * CELL[0] + 15) * 2)
        part = ink[2:84, left : left + 78]
        rows, columns = np.nonzero(part)
        part = part[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        square = np.zeros((SIDE, SIDE), np.float32)
        top, start = (SIDE - part.shape[0]) // 2, (SIDE - part.shape[1]) // 2
        square[top : top + part.shape[0], start : start + part.shape[1]] = part
        found.append(square)
    return found


def cells(ink: np.ndarray) -> list[np.ndarray]:
    """What is around the middle of each cell."""
    padded = np.pad(ink[2 * STRIP :], 20, mode="edge")
    places = [(row + 0.5, column + 0.5) for row in range(ROWS) for column in range(COLUMNS)]
    middles = [(20 + 2 * CELL[1] * row, 20 + 2 * CELL[0] * column) for row, column in places]
    half = SIDE // 2 + 6
    return [padded[int(y) - half : int(y) + half, int(x) - half : int(x) + half] for y, x in middles]


def edges(of: np.ndarray) -> np.ndarray:
    """Where the tone changes, whichever is the darker."""
    return np.hypot(cv2.Sobel(of, cv2.CV_32F, 1, 0), cv2.Sobel(of, cv2.CV_32F, 0, 1))


def turned(of: np.ndarray, angle: float, scale: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), angle, scale)
    return cv2.warpAffine(of, matrix, (SIDE, SIDE))


def best(scores: np.ndarray) -> list[int]:
    """A cell of its own for each sign, so that all together fit best."""
    return list(linear_sum_assignment(-scores)[1])


def answer(places: list[int]) -> str:
    middles = [(CELL[0] * (n % COLUMNS + 0.5), STRIP + CELL[1] * (n // COLUMNS + 0.5)) for n in places]
    return " ".join(f"{int(x)},{int(y)}" for x, y in middles)


def matched(picture: Picture, angles: range, scales: list[float]) -> str:
    """Looks for the edges of each sign among those of each cell, whichever side of them is the darker."""
    ink = dark(picture)
    maps = [cv2.GaussianBlur(edges(cell), (0, 0), 1.5) for cell in cells(ink)]
    scores = np.zeros((COUNT, len(maps)))
    for n, sign in enumerate(signs(ink)):
        for angle in angles:
            for scale in scales:
                template = cv2.GaussianBlur(edges(turned(sign, angle, scale)), (0, 0), 1.5)
                for place, of in enumerate(maps):
                    score = cv2.matchTemplate(of, template, cv2.TM_CCORR_NORMED).max()
                    scores[n, place] = max(scores[n, place], score)
    return answer(best(scores))


class Click(Kind):
    name = "click"

    def is_right(self, answer: str, picture: Picture) -> bool:
        right = [place.split(",") for place in picture.answer.split()]
        places = [place.split(",") for place in answer.split()]
        return all(
            abs(int(one[axis]) - int(other[axis])) <= TOLERANCE
            for one, other in zip(right, places)
            for axis in (0, 1)
        )

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        yield "one template, as it stands", lambda: partial(matched, angles=range(0, 1), scales=[1.35])
        yield "tailored, no labels", lambda: partial(matched, angles=range(-27, 28, 9), scales=[1.29, 1.38, 1.47])
