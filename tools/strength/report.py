"""Figures with their standard errors, and the tables of docs/strength.md."""

import math
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- begin: make strength -->"
END = "<!-- end: make strength -->"


@dataclass(frozen=True)
class Figure:
    """How many pictures an attacker read wholly; of none where such an attack does not apply."""

    kind: str
    attack: str
    right: int
    of: int

    def __str__(self) -> str:
        if self.of == 0:
            return "does not apply"
        low, high = wilson(self.right, self.of)
        share, error = standard_error(self.right, self.of)
        return f"{share:.1f} ± {error:.1f} % ({self.right} of {self.of}; {low:.1f} to {high:.1f})"


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval that holds the true share with 95 % confidence, in percent (Wilson, 1927)."""
    share, square = right / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    spread = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, 100 * (middle - spread)), min(100.0, 100 * (middle + spread))


def standard_error(right: int, of: int) -> tuple[float, float]:
    """The share and its standard error in percent; with none or all right that of Wilson's middle."""
    share = right / of
    low, high = wilson(right, of, z=1.0)
    return 100 * share, (high - low) / 2


def table(figures: list[Figure], tried: set[tuple[str, str]] | None = None) -> str:
    """A row for each attack, a column for each kind. `tried` is what there are programs for, with the kind first."""
    kinds = list(dict.fromkeys(figure.kind for figure in figures))
    attacks = list(dict.fromkeys(figure.attack for figure in figures))
    cells = {(figure.kind, figure.attack): str(figure) for figure in figures}
    lines = [f"| attack | {' | '.join(kinds)} |", f"| --- |{' --- |' * len(kinds)}"]
    for attack in attacks:
        unknown = {kind: "not tried" if tried and (kind, attack) not in tried else "not measured" for kind in kinds}
        row = (cells.get((kind, attack), unknown[kind]) for kind in kinds)
        lines.append(f"| {attack} | {' | '.join(row)} |")
    return "\n".join(lines)


def write(document: Path, text: str) -> None:
    """Puts the text between the marks of the document."""
    before, rest = document.read_text().split(BEGIN)
    _, after = rest.split(END)
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
