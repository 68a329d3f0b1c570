"""Pictures drawn by an attacker who has read the generator, with the place of every character.

Nothing is asked of a server: the faces are those of the repository, the pieces are simpler ones of the same
families. What comes out is what the attacker's own program learns from.
"""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[2] / "crates/challenge/src/glyphs/fonts"
PLAIN = ["sans-a", "sans-b", "mono", "display"]
WIDTH, HEIGHT, CAPITAL, BORDER = 210, 200, 128, 24
# Families of what tells letters apart; one picture has shapes of one family.
FAMILIES = [["disc", "square", "burst"], ["disc", "circle"], ["wave", "bar"]]
SHAPES = ["disc", "square", "burst", "circle", "wave", "bar"]
Random = np.random.Generator


@dataclass(frozen=True)
class Style:
    """What the generator draws with, in units."""

    faces: tuple[str, ...]
    height: tuple[float, float]
    stroke: tuple[float, float]
    widest: float
    rotation: float
    shear: float
    is_sharp: bool
    pieces: float
    shape: float = 0.0
    inwards: float = 0.05


def style_of(kind: str, level: str) -> Style:
    many = (*PLAIN, "slab", "condensed")
    if kind == "pick" and level == "hard":
        return Style(tuple(PLAIN), (29, 35), (3.4, 4.2), 31, 0.16, 0.06, True, 1.6, 24)
    if kind == "pick":
        return Style(many, (29, 35), (3.4, 4.2), 31, 0.16, 0.06, False, 1.9, 24)
    if level == "hard":
        return Style(many, (42, 86), (4.2, 7.0), 76, 0.55, 0.2, False, 1.25, inwards=0.12)
    return Style(many, (44, 66), (4.8, 6.0), 64, 0.34, 0.12, False, 1.0)


@cache
def glyph(character: str, face: str) -> tuple[np.ndarray, float]:
    """Distances from the edge, more than 0 inside, and half the width of a stroke."""
    font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), 180)
    left, top, right, bottom = font.getbbox("H")
    font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), 180 * CAPITAL // (bottom - top))
    left, top, right, bottom = font.getbbox(character)
    mask = Image.new("L", (right - left + 2 * BORDER, bottom - top + 2 * BORDER))
    ImageDraw.Draw(mask).text((BORDER - left, BORDER - top), character, fill=255, font=font)
    inside = (np.asarray(mask) > 127).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    field = depth - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return field.astype(np.float32), 2 * float(depth[depth > 0].mean())


def letter(character: str, centre: tuple[float, float], style: Style, random: Random) -> tuple[np.ndarray, float]:
    """Where its ink lies, and how high it is."""
    rotation = random.uniform(-style.rotation, style.rotation) + (math.pi / 4 if character == "*" else 0)
    field, stroke = glyph("+" if character == "*" else character, str(random.choice(style.faces)))
    height = random.uniform(*style.height)
    down = height / CAPITAL
    across = min(down, style.widest / (field.shape[1] - 2 * BORDER))
    dilate = np.clip(random.uniform(*style.stroke) / down - stroke, -6, 10)
    shear = random.uniform(-style.shear, style.shear)
    turn = np.array([[math.cos(rotation), -math.sin(rotation)], [math.sin(rotation), math.cos(rotation)]])
    matrix = turn @ np.array([[across, -shear * down], [0, down]])
    middle = np.array([field.shape[1], field.shape[0]]) / 2
    moved = np.column_stack([matrix, np.array(centre) - matrix @ middle])
    return cv2.warpAffine(field, moved, (WIDTH, HEIGHT), borderValue=-99) > -dilate, height


def shape(name: str, centre: tuple[float, float], radius: float, random: Random) -> np.ndarray:
    if name in ("wave", "bar"):
        return mark(name, centre, radius)
    if name == "circle":
        return shape("disc", centre, radius, random) ^ shape("disc", centre, 0.88 * radius, random)
    corners, turn = {"disc": (40, 0.0), "square": (4, math.pi / 4), "burst": (20, 0.0)}[name]
    angles = 2 * math.pi * np.arange(corners) / corners + turn + random.uniform(-0.2, 0.2)
    away = {"disc": np.ones(40), "square": np.full(4, 1.27), "burst": np.tile([1.24, 0.94], 10)}[name]
    return filled(np.array(centre) + radius * away[:, None] * np.column_stack([np.cos(angles), np.sin(angles)]))


def mark(name: str, centre: tuple[float, float], radius: float) -> np.ndarray:
    """A wave or a bar below the letter."""
    along = np.linspace(0, 1, 25)
    down = 0.92 + (0.13 * np.sin(4 * math.pi * along) if name == "wave" else 0 * along)
    edges = [np.column_stack([2 * along - 1, down + side]) for side in (-0.11, 0.11)]
    return filled(np.array(centre) + radius * np.vstack([edges[0], edges[1][::-1]]))


def filled(points: np.ndarray) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [(points * 16).round().astype(np.int32)], 1, shift=4)
    return mask > 0


def wobble(along: np.ndarray, height: float, random: Random) -> np.ndarray:
    waves = [(random.uniform(0.3, 0.6) * height, random.uniform(60, 170), random.uniform(0, 7)) for _ in range(2)]
    return sum(high * np.sin(phase + 2 * math.pi * along / long) for high, long, phase in waves)


def bands(x: np.ndarray, y: np.ndarray, angle: float, period: float, height: float, random: Random) -> np.ndarray:
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    return np.sin(math.pi * (across + wobble(along, height, random)) / period + random.uniform(0, 7)) > 0


def soft(x: np.ndarray, y: np.ndarray, size: float, random: Random) -> np.ndarray:
    family = random.integers(6)
    middle = (WIDTH / 2, HEIGHT / 2)
    if family < 2:
        angles = random.uniform(0, 7) + math.pi * (np.arange(6) + random.random(6)) / 6
        waves = [(a, 2 * math.pi / (size * random.uniform(64, 104)), random.uniform(0, 7)) for a in angles]
        return sum(np.sin(p + s * (x * math.cos(a) + y * math.sin(a))) for a, s, p in waves) > random.uniform(-0.25, 0.25)
    if family == 2:
        places = [(random.uniform(-30, 240), random.uniform(-30, 230), size * random.uniform(30, 62)) for _ in range(9)]
        return np.logical_xor.reduce([(x - a) ** 2 + (y - b) ** 2 < r * r for a, b, r in places])
    if family == 3:
        return bands(x, y, random.uniform(0, 7), size * random.uniform(31, 41), random.uniform(7, 14), random)
    away = random.choice([random.uniform(0, 14), random.uniform(110, 150)]) if family == 4 else random.uniform(0, 15)
    turn = random.uniform(0, 7)
    dx, dy = x - middle[0] - away * math.cos(turn), y - middle[1] - away * math.sin(turn)
    radius, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
    if family == 4:
        bulge = 1 + sum(0.08 * random.random() * np.sin(n * angle + random.uniform(0, 7)) for n in (2, 3, 5))
        return np.sin(math.pi * radius / bulge / (size * random.uniform(29, 38)) + random.uniform(0, 3)) > 0
    pairs = max(2, int(random.uniform(4.6, 6.6) / size))
    return np.sin(pairs * (angle + random.uniform(-0.006, 0.006) * radius) + random.uniform(0, 7)) > 0


def sharp(x: np.ndarray, y: np.ndarray, size: float, random: Random) -> np.ndarray:
    family, angle = random.integers(5), random.uniform(0, 7)
    if family == 0 or family == 3:
        between = math.pi / 2 if family == 0 else random.uniform(1.15, 1.9)
        period = size * random.uniform(37, 45)
        lines = [bands(x, y, angle + turn, period, random.uniform(5, 11), random) for turn in (0, between)]
    elif family == 1:
        period = 0.87 * size * random.uniform(56, 66)
        lines = [bands(x, y, angle + turn, period, random.uniform(0, 7), random) for turn in (0, 1.05, 2.09)]
    elif family == 2:
        across = y * math.cos(angle) - x * math.sin(angle)
        row = np.floor(across / (size * random.uniform(31, 41)) + 99).astype(int)
        along = x * math.cos(angle) + y * math.sin(angle) + random.uniform(0, 90, 200)[row]
        lines = [np.sin(math.pi * along / (size * random.uniform(33, 50))) > 0]
    else:
        places = [(random.uniform(0, 7), random.uniform(-100, 100)) for _ in range(random.integers(10, 15))]
        lines = [(x - WIDTH / 2) * math.cos(a) + (y - HEIGHT / 2) * math.sin(a) > d for a, d in places]
    return np.logical_xor.reduce(lines)


@dataclass(frozen=True)
class Drawn:
    """A picture of +1 and -1 in units, and its characters with their places and what they stand on."""

    tones: np.ndarray
    characters: str
    centres: list[tuple[float, float]]
    heights: list[float]
    shapes: list[str]


def picture(characters: str, style: Style, random: Random) -> Drawn:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    tones = (sharp if style.is_sharp else soft)(x, y, style.pieces, random)
    start, squareness = random.uniform(0, 2 * math.pi), random.uniform(0.15, 0.8)
    centres, heights, shapes = [], [], []
    family = FAMILIES[random.integers(len(FAMILIES))]
    for n, character in enumerate(characters):
        angle = start + 2 * math.pi * (n + 0.9 + random.uniform(-0.15, 0.15)) / (len(characters) + 0.8)
        centre = on_ring(angle, squareness, 25.5 if style.shape else 27.0, random.uniform(0, style.inwards))
        if style.shape:
            shapes.append(str(random.choice(family)))
            tones = tones ^ shape(shapes[-1], centre, style.shape, random)
            above = 0.24 if shapes[-1] in ("wave", "bar") else 0
            centre = (centre[0], centre[1] - above * style.shape)
        ink, height = letter(character, centre, style, random)
        tones = tones ^ ink
        centres.append(centre)
        heights.append(height)
    return Drawn(np.where(tones, 1, -1).astype(np.float32), characters, centres, heights, shapes)


def on_ring(angle: float, squareness: float, reach: float, inwards: float) -> tuple[float, float]:
    cos, sin = math.cos(angle), math.sin(angle)
    corner = (cos**4 + sin**4) ** -0.25
    out = (1 + squareness * (corner - 1)) * (1 - inwards)
    x, y = WIDTH / 2, HEIGHT / 2
    return x + (x - 3.5 - 0.85 * reach) * out * cos, y + (y - 3.5 - reach) * out * sin
