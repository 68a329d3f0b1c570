"""`slide`: a piece to be moved to its gap."""

from collections.abc import Callable, Iterator

import cv2

from kinds.kind import Attacker, Kind, Means
from pictures import Picture

# In pixels, of a picture 420 wide and 400 high: where the scene ends, and where the piece is.
SCENE, TRAY, SIDE = 272, 300, 100
# How far beside the gap is right, in CSS pixels.
TOLERANCE = 5


def stock(picture: Picture) -> str:
    """As every tutorial has it: the edges of the piece, looked for among those of the scene."""
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    piece, scene = cv2.Canny(grey[TRAY:, :SIDE], 100, 200), cv2.Canny(grey[:SCENE], 100, 200)
    x = cv2.minMaxLoc(cv2.matchTemplate(scene, piece, cv2.TM_CCOEFF_NORMED))[3][0]
    return str(x // 2)


class Slide(Kind):
    name = "slide"

    def is_right(self, answer: str, picture: Picture) -> bool:
        return abs(int(answer) - int(picture.answer)) <= TOLERANCE

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        yield "a tutorial's matcher of edges", lambda: stock
