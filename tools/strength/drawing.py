"""Pictures drawn by an attacker who has read the generator, with the place of every character.

Nothing is asked of a server: the faces are those of the repository, the pieces are simpler ones of the same
families. What comes out is what the attacker's own program learns from.
"""

import base64
import io
import json
import math
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "crates/challenge/src/glyphs/fonts"
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
    width: tuple[float, float] = (1.0, 1.0)
    taper: float = 0.0
    bend: float = 0.0
    hollow: float = 0.0
    line: tuple[float, float] = (9.0, 12.0)


def style_of(kind: str, level: str) -> Style:
    many = (*PLAIN, "slab", "condensed", "crate")
    if kind == "pick" and level == "hard":
        return Style(tuple(PLAIN), (29, 35), (3.4, 4.2), 31, 0.16, 0.06, True, 1.6, 24)
    if kind == "pick":
        return Style(many, (29, 35), (3.4, 4.2), 31, 0.16, 0.06, False, 1.9, 24)
    if level == "hard":
        return Style(many, (42, 88), (4.2, 7.0), 76, 0.46, 0.2, False, 1.3, inwards=0.12, width=(0.8, 1.15),
                     taper=0.19, bend=0.19, hollow=0.4)
    return Style(many, (44, 66), (4.8, 6.0), 64, 0.34, 0.12, False, 1.0)


@cache
def crate_face() -> dict[str, str]:
    """The letters of the `captcha` crate, which are one of the faces: pictures in Base64."""
    command = ["cargo", "metadata", "--format-version", "1", "--offline"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)["packages"]
    home = next(Path(package["manifest_path"]).parent for package in packages if package["name"] == "captcha")
    return json.loads((home / "src/fonts/font_default.json").read_text())


def crate_mask(character: str) -> np.ndarray:
    letter = Image.open(io.BytesIO(base64.b64decode(crate_face()[character])))
    inside = 255 - np.asarray(letter.convert("L"))
    ys, xs = np.nonzero(inside > 127)
    inside = inside[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    # Its capitals are 38 pixels high.
    return cv2.copyMakeBorder(cv2.resize(inside, None, fx=CAPITAL / 38, fy=CAPITAL / 38), *4 * [BORDER], cv2.BORDER_CONSTANT)


def font_mask(character: str, face: str) -> np.ndarray:
    font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), 180)
    left, top, right, bottom = font.getbbox("H")
    font = ImageFont.truetype(str(FONTS / f"{face}.ttf"), 180 * CAPITAL // (bottom - top))
    left, top, right, bottom = font.getbbox(character)
    mask = Image.new("L", (right - left + 2 * BORDER, bottom - top + 2 * BORDER))
    ImageDraw.Draw(mask).text((BORDER - left, BORDER - top), character, fill=255, font=font)
    return np.asarray(mask)


@cache
def glyph(character: str, face: str) -> tuple[np.ndarray, float]:
    """Distances from the edge, more than 0 inside, and half the width of a stroke."""
    is_crate = face == "crate" and character.isalnum() and character not in "01ILO"
    mask = crate_mask(character) if is_crate else font_mask(character, "serif-a" if face == "crate" else face)
    inside = (mask > 127).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    field = depth - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return field.astype(np.float32), 2 * float(depth[depth > 0].mean())


@cache
def outlines(character: str, face: str, dilate: int) -> list[np.ndarray]:
    """The letter's lines, moved outwards by so many cells; in cells from its middle."""
    field, _ = glyph(character, face)
    inside = (field > -dilate).astype(np.uint8)
    lines, _ = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    middle = np.array([field.shape[1] - 1, field.shape[0] - 1]) / 2
    return [line[::3, 0].astype(np.float32) - middle for line in lines if len(line) > 8]


def letter(character: str, centre: tuple[float, float], style: Style, random: Random) -> tuple[np.ndarray, float]:
    """Where its ink lies, and how high it is."""
    rotation = random.uniform(-style.rotation, style.rotation) + (math.pi / 4 if character == "*" else 0)
    character, face = "+" if character == "*" else character, str(random.choice(style.faces))
    field, stroke = glyph(character, face)
    height = random.uniform(*style.height)
    down = height / CAPITAL
    across = min(down, style.widest / (field.shape[1] - 2 * BORDER))
    dilate = np.clip(random.uniform(*style.stroke) / down - stroke, -6, 10)
    shear = random.uniform(-style.shear, style.shear)
    turn = np.array([[math.cos(rotation), -math.sin(rotation)], [math.sin(rotation), math.cos(rotation)]])
    bend = Bend(style, (field.shape[1] / 2 - BORDER, field.shape[0] / 2 - BORDER), random)
    matrix = turn @ np.array([[across * bend.width, -shear * down], [0, down]])

    def ink(dilate: float) -> np.ndarray:
        lines = [bend(line) @ matrix.T + centre for line in outlines(character, face, round(dilate))]
        return filled(*lines)

    if random.random() < style.hollow:
        line = random.uniform(*style.line)
        dilate = max(dilate, line - 6)
        return ink(dilate) ^ ink(dilate - line), height
    return ink(dilate), height


class Bend:
    """How one letter is bent out of its shape."""

    def __init__(self, style: Style, half: tuple[float, float], random: Random):
        self.half = half
        self.width = random.uniform(*style.width)
        self.taper, self.bend = (random.uniform(-most, most, 2) for most in (style.taper, style.bend))
        self.swing = random.uniform(-0.6 * style.bend, 0.6 * style.bend, 2)

    def __call__(self, line: np.ndarray) -> np.ndarray:
        u, v = line[:, 0] / self.half[0], line[:, 1] / self.half[1]
        moved = [self.bend[n] * (at * at - 0.4) + self.swing[n] * at * (1 - at * at) for n, at in ((0, v), (1, u))]
        x = line[:, 0] * (1 + self.taper[0] * v) + self.half[1] * moved[0]
        y = line[:, 1] * (1 + self.taper[1] * u) + self.half[1] * moved[1]
        return np.column_stack([x, y])


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


def filled(*lines: np.ndarray) -> np.ndarray:
    """What an odd number of closed lines encloses."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [(line * 16).round().astype(np.int32) for line in lines], 1, shift=4)
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
