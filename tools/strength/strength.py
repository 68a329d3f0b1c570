#!/usr/bin/env python3
"""Lets programs read pictures of every kind and says how many they read: `make strength`.

Draws with the program that it is given, runs the attackers of `zero_effort`, `tailored` and `trained`, prints a
table, and writes it into docs/strength.md.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import report
from pictures import KINDS, Kind, draw
from report import Figure

ROOT = Path(__file__).parents[2]
SEED, TRAINING_SEED = 9001, 5001


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/menshen")
    parser.add_argument("--count", type=int, default=500, help="pictures of each kind")
    parser.add_argument("--labels", type=int, nargs="*", default=[2000, 20000], help="pictures to train with")
    parser.add_argument("--drawings", type=int, default=2500, help="pictures that tailored attackers draw to learn from")
    parser.add_argument("--jobs", type=int, default=2, help="kinds that are attacked at once")
    parser.add_argument("--out", type=Path, default=ROOT / "target/strength", help="where pictures are kept")
    parser.add_argument("--only", choices=["zero-effort", "tailored"], help="one sort of attackers")
    return parser.parse_args()


def zero_effort_figures(kind: Kind, asked: argparse.Namespace) -> list[Figure]:
    """The best of all attackers, and what any of them read."""
    import zero_effort
    from sums import result

    pictures = draw(asked.program, kind, asked.count, SEED, asked.out)
    understood = result if kind.kind == "math" else str
    right = {}
    for name, answers in zero_effort.attacks(pictures, kind.charset):
        right[name] = [understood(answer) == picture.answer for answer, picture in zip(answers, pictures)]
    best = max(sum(of) for of in right.values())
    anyone = sum(map(any, zip(*right.values())))
    return [
        Figure(kind.name, f"best of {len(right)} zero-effort readers", best, len(pictures)),
        Figure(kind.name, f"any of these {len(right)}", anyone, len(pictures)),
    ]


def tailored_figures(kind: Kind, asked: argparse.Namespace) -> list[Figure]:
    """Who has read the source; then, for texts, who has labels as well."""
    from tailored import Tailored
    from trained import trained

    pictures = draw(asked.program, kind, asked.count, SEED, asked.out)

    def figure(attack: str, attacker: Tailored) -> Figure:
        right = sum(attacker.answer(picture) == picture.answer for picture in pictures)
        return Figure(kind.name, attack, right, len(pictures))

    tailored = Tailored(kind, asked.drawings)
    figures = [figure("tailored, no labels", tailored)]
    for count in asked.labels if kind.kind == "text" else []:
        labelled = draw(asked.program, kind, count, TRAINING_SEED, asked.out)
        figures.append(figure(f"trained with {count:,} labels", trained(tailored, labelled)))
    return figures


SORTS = {"zero-effort": zero_effort_figures, "tailored": tailored_figures}


def main() -> None:
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    sorts = [SORTS[asked.only]] if asked.only else list(SORTS.values())
    with ProcessPoolExecutor(asked.jobs) as pool:
        running = [pool.submit(sort, kind, asked) for sort in sorts for kind in KINDS]
        figures = []
        for done in running:
            figures += done.result()
            for figure in figures[-len(done.result()):]:
                print(f"{figure.kind:16} {figure.attack:32} {figure}", flush=True)
    if not asked.only:
        report.write(ROOT / "docs/strength.md", report.table(figures))


if __name__ == "__main__":
    main()
