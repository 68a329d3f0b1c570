#!/usr/bin/env python3
"""Lets programs read pictures of every kind and says how many they read: `make strength`.

Draws with the program that it is given, runs the attackers of `zero_effort` and of each file of `kinds`, and prints a
table. What was found out stays in the folder `--out`, so that a run that was cut goes on where it was.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import report
from kept import Kept, batches
from kinds.kind import Kind, Means
from pictures import Picture, draw
from registry import KINDS
from report import Figure

ROOT = Path(__file__).parents[2]
SEED, TRAINING_SEED = 9001, 5001
# What becomes of all attackers who know nothing of the drawing.
ZERO_EFFORT = ("best of the zero-effort readers", "any of these")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/menshen")
    parser.add_argument("--count", type=int, default=500, help="pictures of each kind")
    parser.add_argument("--labels", type=int, nargs="*", default=[2000, 20000], help="pictures to train with")
    parser.add_argument("--drawings", type=int, default=4000, help="pictures that tailored attackers draw to learn from")
    parser.add_argument("--jobs", type=int, default=2, help="columns that are worked on at once")
    parser.add_argument("--out", type=Path, default=ROOT / "target/strength", help="where pictures are kept")
    parser.add_argument("--kinds", nargs="*", choices=[kind.name for kind in KINDS], help="these kinds alone")
    parser.add_argument("--levels", nargs="*", help="these levels alone")
    parser.add_argument("--sorts", nargs="*", choices=list(SORTS), default=list(SORTS), help="these attackers alone")
    parser.add_argument("--known", action="store_true", help="attack nothing: the table of what earlier runs found out")
    parser.add_argument("--document", type=Path, nargs="*", default=[], help="put the table into these files")
    return parser.parse_args()


def column(kind: Kind, level: str) -> str:
    return f"`{kind.name}` `{level}`"


def zero_effort_figures(kind: Kind, level: str, asked: argparse.Namespace) -> Iterator[Figure]:
    """The best of all attackers, and what any of them read."""
    import zero_effort

    if kind.charset is None:
        yield from (Figure(column(kind, level), attack, 0, 0) for attack in ZERO_EFFORT)
        return
    pictures = draw(asked.program, kind.name, level, asked.count, SEED, asked.out)
    kept = Kept(asked.out, column(kind, level), asked.known)
    read = defaultdict(list)
    # All attackers look at some pictures before the next ones are looked at, so that a run that was cut is one of fewer.
    for some in batches(pictures):
        read_of_these = {}
        for name, answers in zero_effort.attacks(some, kind.charset):

            def attacked(unknown: list[Picture]) -> list[bool]:
                right = all_right(kind, some, answers())
                return [is_right for is_right, picture in zip(right, some) if picture in unknown]

            read_of_these[name] = kept.right(name, some, attacked)
        if all(len(right) == len(some) for right in read_of_these.values()):
            for name, right in read_of_these.items():
                read[name] += right
    if read:
        anyone = [any(right) for right in zip(*read.values())]
        for attack, count in zip(ZERO_EFFORT, (max(map(sum, read.values())), sum(anyone))):
            yield Figure(column(kind, level), attack, count, len(anyone))


def tailored_figures(kind: Kind, level: str, asked: argparse.Namespace) -> Iterator[Figure]:
    """Who has read the source, without and with labels."""
    pictures = draw(asked.program, kind.name, level, asked.count, SEED, asked.out)
    kept = Kept(asked.out, column(kind, level), asked.known)
    for name, learned in kind.attackers(level, means_of(kind, level, asked)):
        attacker = cache(learned)
        right = kept.right(
            f"{name}, {asked.drawings} drawings",
            pictures,
            lambda unknown: all_right(kind, unknown, [attacker()(picture) for picture in unknown]),
        )
        if right:
            yield Figure(column(kind, level), name, sum(right), len(right))


def means_of(kind: Kind, level: str, asked: argparse.Namespace) -> Means:
    drawn = partial(draw, asked.program, kind.name, level)
    return Means(asked.drawings, asked.labels, lambda count: drawn(count, TRAINING_SEED, asked.out))


def tried(kind: Kind, level: str, asked: argparse.Namespace) -> set[tuple[str, str]]:
    """The attacks that there are programs for."""
    names = [name for name, _ in kind.attackers(level, means_of(kind, level, asked))]
    return {(column(kind, level), name) for name in (*names, *ZERO_EFFORT)}


def all_right(kind: Kind, pictures: list[Picture], answers: list[str]) -> list[bool]:
    return [kind.is_right(answer, picture) for answer, picture in zip(answers, pictures)]


SORTS = {"zero-effort": zero_effort_figures, "tailored": tailored_figures}


def figures(sort: str, place: int, level: str, asked: argparse.Namespace) -> list[Figure]:
    """One column's figures, each told as soon as it is there."""
    found = []
    for figure in SORTS[sort](KINDS[place], level, asked):
        print(f"{figure.kind:16} {figure.attack:32} {figure}", flush=True)
        found.append(figure)
    return found


def main() -> None:
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    columns = [
        (place, level)
        for place, kind in enumerate(KINDS)
        for level in kind.levels
        if kind.name in (asked.kinds or [kind.name]) and level in (asked.levels or [level])
    ]
    for place, level in columns:
        draw(asked.program, KINDS[place].name, level, asked.count, SEED, asked.out)
    jobs = [(sort, *of) for sort in asked.sorts for of in columns]
    with ProcessPoolExecutor(asked.jobs) as pool:
        # The last ones take longest.
        running = {job: pool.submit(figures, *job, asked) for job in reversed(jobs)}
        found = [figure for job in jobs for figure in running[job].result()]
    table = report.table(found, set().union(*(tried(KINDS[place], level, asked) for place, level in columns)))
    print(table)
    for document in asked.document:
        report.write(document, table)


if __name__ == "__main__":
    main()
