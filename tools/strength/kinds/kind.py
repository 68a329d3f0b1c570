"""What an attack on a kind of challenge has to say about itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pictures import Picture

# From what a browser gets to what would be sent back: the one string that is the answer.
Attacker = Callable[[Picture], str]


@dataclass(frozen=True)
class Means:
    """What attackers may use."""

    # Pictures that an attacker draws without the server to learn from.
    drawings: int
    # How many pictures with their answers the trained ones have, one attacker for each number.
    labels: list[int]
    # So many pictures of the kind and level with their answers, none of which is attacked.
    labelled: Callable[[int], list[Picture]]


class Kind:
    """One kind of challenge, and who attacks it."""

    # As `menshen sample --kind` has it.
    name: str
    levels: tuple[str, ...] = ("normal", "hard")
    # What ready-made readers may answer with. None where nothing is read: they are not asked then.
    charset: str | None = None

    def is_right(self, answer: str, picture: Picture) -> bool:
        """Whether the server would let it pass."""
        return answer == picture.answer

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        """Each with its name in the table, and what makes it learn all that it needs."""
        raise NotImplementedError
