"""The attacker who has read the generator: follows the ring from the dot, and knows what letters look like.

Learns from pictures of its own drawing, reads windows of several sizes around the ring by their edges, and takes
the most likely characters that can stand there one after the other.
"""

import math
from dataclasses import dataclass

import numpy as np
from sklearn.neural_network import MLPClassifier

from drawing import FAMILIES, Drawn, on_ring, picture, style_of
from features import Seen, edges, see, window
from pictures import CHARSET, Picture
from sums import result

NOTHING = " "
STEPS = 72
# How round the ring is at the candidates of a step.
RADII = [(0.3, 0.03), (0.6, 0.03), (0.3, 0.12), (0.5, 0.18), (0.6, 0.1)]


@dataclass
class Reader:
    """A network that says what stands in the middle of a window."""

    zooms: tuple[float, ...]
    network: MLPClassifier

    def scores(self, seen: Seen, places: list[tuple[float, float]]) -> np.ndarray:
        """For every zoom and place."""
        scores = []
        for zoom in self.zooms:
            maps = edges(seen.tones, seen.overlay, zoom)
            windows = scaled(packed(np.array([window(maps, place, zoom) for place in places])))
            scores.append(np.log(self.network.predict_proba(windows) + 1e-6))
        return np.array(scores)


def learn(windows: np.ndarray, names: np.ndarray, rounds: int, random: np.random.Generator) -> MLPClassifier:
    """A small network; windows come as bytes, which many of them need."""
    network = MLPClassifier((224,), alpha=1e-5, learning_rate_init=8e-4, random_state=1)
    classes = np.unique(names)
    for _ in range(rounds):
        for batch in np.array_split(random.permutation(len(names)), max(1, len(names) // 256)):
            network.partial_fit(scaled(windows[batch]), names[batch], classes=classes)
    return network


def scaled(windows: np.ndarray) -> np.ndarray:
    return windows.astype(np.float32) / 85


def packed(features: np.ndarray) -> np.ndarray:
    return np.clip(features * 85, 0, 255).astype(np.uint8)


def examples(
    drawn: Drawn, zooms: tuple[float, ...], names: list[str], random: np.random.Generator
) -> list[tuple[np.ndarray, str]]:
    """Windows around each character that fit its height, a little off, and some around nothing."""
    all_maps = {zoom: edges(drawn.tones, None, zoom) for zoom in zooms}
    def near(place, off):
        return tuple(np.array(place) + random.uniform(-off, off, 2))
    def fitting(height):
        return min(zooms, key=lambda zoom: abs(math.log(zoom * height * random.uniform(0.9, 1.1) / 57)))
    found = []
    for at, height, name in zip(drawn.centres, drawn.heights, names):
        for _ in (0, 1):
            zoom = fitting(height)
            found.append((window(all_maps[zoom], near(at, 4.5 * height / 60), zoom), name))
    while len(found) < 3.4 * len(names):
        zoom = zooms[random.integers(len(zooms))]
        maps = all_maps[zoom]
        place = on_ring(random.uniform(0, 2 * math.pi), random.uniform(0.15, 0.8), 27, random.uniform(-0.02, 0.15))
        if min(math.dist(place, at) for at in drawn.centres) > 15 / zoom:
            found.append((window(maps, place, zoom), NOTHING))
    return [(packed(features), name) for features, name in found]


def text_of(kind: str, random: np.random.Generator) -> str:
    if kind == "math":
        one, other, last = (str(n) for n in (*random.integers(2, 10, 2), random.integers(119, 999)))
        return f"{one}*{other}+{last}" if random.random() < 0.67 else f"{last}+{one}+{other}"
    length = 6 if kind == "text" else random.integers(7, 9)
    return "".join(random.choice(list(CHARSET), length))


def zooms_of(kind: str, level: str) -> tuple[float, ...]:
    """Where letters differ in height, so do the windows."""
    if kind == "pick":
        return (1.65,)
    return (0.68, 0.88, 1.15) if level == "hard" else (0.82, 1.05)


class Tailored:
    """One for each kind and level."""

    def __init__(self, kind: str, level: str, drawings: int = 4000, rounds: int = 14):
        self.kind = kind
        random = np.random.default_rng(7)
        style = style_of(kind, level)
        zooms = zooms_of(kind, level)
        letters, shapes = [], []
        for _ in range(drawings):
            drawn = picture(text_of(kind, random), style, random)
            letters += examples(drawn, zooms, list(drawn.characters), random)
            if drawn.shapes:
                shapes += examples(drawn, (0.95,), drawn.shapes, random)
        self.letters = self.reader(zooms, letters, rounds, random)
        self.shapes = self.reader((0.95,), shapes, rounds, random) if shapes else None

    @staticmethod
    def reader(
        zooms: tuple[float, ...], found: list[tuple[np.ndarray, str]], rounds: int, random: np.random.Generator
    ) -> Reader:
        windows = np.array([features for features, _ in found])
        return Reader(zooms, learn(windows, np.array([name for _, name in found]), rounds, random))

    def answer(self, taken: Picture) -> str:
        seen = see(taken.pixels)
        path = Path(seen, self.letters)
        if self.kind == "text":
            return path.best(6)[0]
        if self.kind == "math":
            grammars = ["d*d+ddd", "ddd+d+d"]
            return result(max((path.best(7, grammar) for grammar in grammars), key=lambda read: read[1])[0])
        return self.picked(taken, seen, path)

    def picked(self, taken: Picture, seen: Seen, path: "Path") -> str:
        """Only what stands on the shape of the middle."""
        text, _, places = max((path.best(count) for count in (7, 8)), key=lambda read: read[1])
        scores = self.shapes.scores(seen, [(x, y) for x, y, _ in places])[0]
        known = list(self.shapes.network.classes_)
        rule = sign(taken.pixels)
        # A disc stands among other forms or among circles: whichever family explains more.
        families = [[name for name in family if name != rule] for family in FAMILIES if rule in family]
        def of(names):
            return scores[:, [known.index(name) for name in names]].max(1)
        others = max(families, key=lambda names: np.maximum(of([rule]), of(names)).sum())
        odds = of([rule]) - of(others)
        # Four or five count.
        best = np.argsort(-odds)[:5]
        best = best if odds[best[4]] > 0 else best[:4]
        return "".join(text[n] for n in sorted(best))


def sign(pixels: np.ndarray) -> str:
    """The shape in the middle: coloured on a white plate."""
    unit = pixels.shape[0] / 200
    y, x = np.mgrid[-18:18.5:0.5, -18:18.5:0.5]
    plate = pixels[np.rint((100 + y) * unit).astype(int), np.rint((105 + x) * unit).astype(int)].astype(int)
    ink = np.ptp(plate, axis=2) > 60
    away, angle = np.hypot(x, y), np.arctan2(y, x)
    spikes = 14.5 * (1.24 - 0.6 * np.abs((angle / (2 * math.pi) * 10 + 0.5) % 1 - 0.5))
    masks = {"disc": away < 14.5, "square": np.maximum(abs(x), abs(y)) < 13.0, "burst": away < spikes}
    masks["circle"] = masks["disc"] & (away > 12.3)
    for name, height in (("wave", 0.13), ("bar", 0.0)):
        middle = 14.5 * (0.92 + height * np.sin(2 * math.pi * (x / 14.5 + 1)))
        masks[name] = (abs(x) < 14.5) & (abs(y - middle) < 1.6)
    outer = away > 9
    return max(masks, key=lambda name: (masks[name] == ink)[outer].mean())


class Path:
    """What may stand at each step from the dot around the ring."""

    def __init__(self, seen: Seen, reader: Reader):
        self.names = reader.network.classes_
        angles = seen.start + 0.25 + (2 * math.pi - 0.5) * np.arange(STEPS) / (STEPS - 1)
        places = [on_ring(angle, *ring[:1], 27.0, ring[1]) for angle in angles for ring in RADII]
        scores = reader.scores(seen, places)
        scores -= scores[:, :, list(self.names).index(NOTHING)][:, :, None]
        # At each step every zoom with every distance from the middle, of which the likeliest counts.
        scores = scores.reshape(len(reader.zooms), STEPS, len(RADII), -1)
        scores = np.concatenate(list(scores), axis=1)
        self.nearest = scores.argmax(1)
        self.scores = scores.max(1)
        places = np.array(places).reshape(STEPS, len(RADII), 2)
        zoomed = [np.dstack([places, np.full(places.shape[:2], zoom)]) for zoom in reader.zooms]
        self.places = np.concatenate(zoomed, axis=1)

    def best(self, count: int, grammar: str | None = None) -> tuple[str, float, list[tuple[float, float, float]]]:
        """The likeliest characters, with their places and the zoom that fits them, no two of them too close together."""
        apart = max(3, round(0.55 * STEPS / (count + 0.8)))
        allowed = [self.allowed(grammar[n] if grammar else None) for n in range(count)]
        total = np.zeros(STEPS)
        tables, choices = [], []
        for n in range(count):
            scores = np.where(allowed[n], self.scores, -np.inf)
            choices.append(scores.argmax(1))
            here = scores.max(1)
            if n:
                reached = np.maximum.accumulate(total)
                shifted = np.full(STEPS, -np.inf)
                shifted[apart:] = reached[:-apart]
                here = here + shifted
            tables.append(here)
            total = here
        return self.traced(tables, choices, apart)

    def allowed(self, sign: str | None) -> np.ndarray:
        if sign is None:
            return self.names != NOTHING
        return np.array([name.isdigit() if sign == "d" else name == sign for name in self.names])

    def traced(self, tables, choices, apart) -> tuple[str, float, list[tuple[float, float, float]]]:
        text, places, end = "", [], STEPS
        score = float(tables[-1].max())
        for table, choice in zip(reversed(tables), reversed(choices)):
            step = int(table[: max(1, end)].argmax())
            name = choice[step]
            text = str(self.names[name]) + text
            places.insert(0, tuple(self.places[step, self.nearest[step, name]]))
            end = step - apart + 1
        return text, score, places
