"""`motion`: letters that show only while dots move."""

from collections import Counter
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from sklearn.neural_network import MLPClassifier

from block_matching import along_and_against, blurred, frames
from kinds.kind import Attacker, Kind, Means
from pictures import CHARSET, Picture
from zero_effort import Ddddocr, disc

# Letters of a code, in two rows.
LETTERS = 4
# What the network looks at for each letter.
WIDTH, HEIGHT = 26, 25
ROUNDS = 16


class Motion(Kind):
    name = "motion"
    charset = CHARSET

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        yield "ready-made reader, frames summed and subtracted", lambda: ReadyMade(still_maps).answer
        yield "ready-made reader, block matching", lambda: ReadyMade(lambda picture: [map_of(picture)]).answer
        for count in means.labels:
            yield f"trained with {count:,} labels", lambda: Trained(means.labelled(count)).answer


def map_of(picture: Picture) -> np.ndarray:
    return along_and_against(frames(picture.path))


def still_maps(picture: Picture) -> list[np.ndarray]:
    """What needs no idea of motion."""
    dots = frames(picture.path)
    changes = np.abs(np.diff(dots, axis=0)).mean(0)
    maps = [dots[0], dots.mean(0), dots.max(0), dots.var(0), changes]
    return [blurred(values, sigma) for values in maps for sigma in (0.6, 1.5)]


class ReadyMade:
    """A network that reads lines, on both rows in both tones; of several answers the one that comes most often."""

    def __init__(self, maps: Callable[[Picture], list[np.ndarray]]):
        self.maps = maps
        self.reader = Ddddocr(False, CHARSET)

    def answer(self, picture: Picture) -> str:
        read = Counter()
        for values in self.maps(picture):
            tones = cv2.normalize(values, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
            tones = cv2.resize(tones, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
            tones = cv2.threshold(blurred(tones, 3), 0, 255, cv2.THRESH_OTSU)[1]
            for page in (tones, 255 - tones):
                page = 255 - cv2.morphologyEx(255 - page, cv2.MORPH_OPEN, disc(11))
                read["".join(self.reader(row) for row in np.array_split(page, 2))] += 1
        likely = [text for text, _ in read.most_common() if len(text) == LETTERS]
        return likely[0] if likely else ""


class Trained:
    """Learned what each quarter of the map looks like."""

    def __init__(self, pictures: list[Picture]):
        random = np.random.default_rng(1)
        quarters = np.array([quarter for picture in pictures for quarter in cut(map_of(picture))])
        names = np.array([name for picture in pictures for name in picture.answer])
        self.network = MLPClassifier((400,), alpha=1e-3, learning_rate_init=7e-4, random_state=1)
        for _ in range(ROUNDS):
            # It does not matter what is light and what is dark.
            tones = random.choice([-1, 1], (len(quarters), 1, 1))
            seen = np.roll(quarters, tuple(random.integers(-1, 2, 2)), (1, 2)) * tones
            seen = seen.reshape(len(names), -1)
            for batch in np.array_split(random.permutation(len(names)), max(1, len(names) // 128)):
                self.network.partial_fit(seen[batch], names[batch], classes=np.array(list(CHARSET)))

    def answer(self, picture: Picture) -> str:
        quarters = cut(map_of(picture)).reshape(LETTERS, -1)
        odds = self.network.predict_proba(quarters) + self.network.predict_proba(-quarters)
        return "".join(self.network.classes_[odds.argmax(1)])


def cut(values: np.ndarray) -> np.ndarray:
    """The four quarters, row by row."""
    values = np.clip(values / (np.abs(values).mean() + 1e-9), -3, 3).astype(np.float32)
    height, width = (length // 2 for length in values.shape)
    corners = [(top, left) for top in (0, height) for left in (0, width)]
    parts = [values[top : top + height, left : left + width] for top, left in corners]
    return np.array([cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for part in parts])
