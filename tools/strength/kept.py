"""What earlier runs found out, so that one that was cut goes on where it was: `figures.jsonl` beside the pictures.

A finding is of one picture and of these very programs: another drawing and another attack are measured anew.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictures import Picture

HERE = Path(__file__).parent
# What decides nothing about which pictures are read.
BESIDES = {"kept.py", "report.py", "strength.py", "test_figures.py"}
# Pictures that are read before it is written down what was found.
BATCH = 50


@cache
def programs() -> str:
    """The check sum of all attacks and of what they are built on."""
    files = [path for path in sorted(HERE.rglob("*.py")) if path.name not in BESIDES]
    return check_sum(b"".join(path.read_bytes() for path in [*files, HERE / "requirements.txt"]))


def check_sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def batches(pictures: list[Picture]) -> Iterator[list[Picture]]:
    return (pictures[start : start + BATCH] for start in range(0, len(pictures), BATCH))


class Kept:
    """Which pictures of a column each attack read."""

    def __init__(self, folder: Path, column: str, is_all: bool):
        """`is_all` where nothing is to be found out any more."""
        self.is_all = is_all
        self.file = folder / "figures.jsonl"
        self.of = {"column": column, "programs": programs()}
        self.read: dict[str, dict[str, bool]] = defaultdict(dict)
        for finding in self.findings():
            if self.of.items() <= finding.items():
                self.read[finding["attack"]] |= finding["read"]

    def right(self, attack: str, pictures: list[Picture], attacked: Callable[[list[Picture]], list[bool]]) -> list[bool]:
        """For each picture whether it is read; attacks those of which that is not known yet, or leaves them out."""
        sums = [check_sum(picture.path.read_bytes()) for picture in pictures]
        read = self.read[attack]
        unknown = [picture for picture, of in zip(pictures, sums) if of not in read and not self.is_all]
        for batch in batches(unknown):
            found = dict(zip((check_sum(picture.path.read_bytes()) for picture in batch), attacked(batch)))
            with open(self.file, "a") as lines:
                # Ends the line of a run that was cut while it wrote.
                lines.write("\n" + json.dumps({**self.of, "attack": attack, "read": found}))
            read |= found
        return [read[of] for of in sums if of in read]

    def findings(self) -> Iterator[dict]:
        if self.file.exists():
            yield from (json.loads(line) for line in self.file.read_text().splitlines() if line.endswith("}}"))
