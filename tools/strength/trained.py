"""The attacker who has pictures with their answers as well: bought from people, or drawn by a server of their own.

The reader that learned from the attacker's own drawing says where each character of an answer stands, and
a fresh one learns from what really stands there.
"""

import numpy as np

from drawing import on_ring
from features import edges, see, window
from pictures import Picture
from tailored import NOTHING, Path, Reader, Tailored, learn, packed

# Rounds over all windows, fewer where there are many.
WINDOWS_SEEN = 700_000


def trained(tailored: Tailored, pictures: list[Picture]) -> Tailored:
    """The same attacker, with a network that learned from these pictures alone."""
    random = np.random.default_rng(11)
    zooms = tailored.letters.zooms
    windows, names = [], []
    for picture in pictures:
        seen = see(picture.pixels)
        maps = {zoom: edges(seen.tones, seen.overlay, zoom) for zoom in zooms}
        _, _, places = Path(seen, tailored.letters).best(len(picture.answer), picture.answer)
        for (x, y, zoom), name in zip(places, picture.answer):
            around = tuple(np.array((x, y)) + random.uniform(-4, 4, 2))
            windows += [packed(window(maps[zoom], place, zoom)) for place in ((x, y), around)]
            names += [name, name]
        for _ in range(len(places)):
            place = on_ring(random.uniform(0, 2 * np.pi), random.uniform(0.15, 0.8), 27, random.uniform(-0.02, 0.15))
            if min(np.hypot(place[0] - x, place[1] - y) for x, y, _ in places) > 15:
                zoom = zooms[random.integers(len(zooms))]
                windows.append(packed(window(maps[zoom], place, zoom)))
                names.append(NOTHING)
    rounds = max(2, min(14, WINDOWS_SEEN // len(names)))
    network = learn(np.array(windows), np.array(names), rounds, random)
    reader = Tailored.__new__(Tailored)
    reader.kind, reader.letters, reader.shapes = tailored.kind, Reader(zooms, network), None
    return reader
