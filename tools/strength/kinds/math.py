"""`math`: a sum around the ring, of which the result is asked for."""

from collections.abc import Callable, Iterator

from kinds.kind import Attacker, Kind, Means
from pictures import Picture
from sums import result
from tailored import Tailored


class Math(Kind):
    name = "math"
    levels = ("normal",)
    # Readers answer with the sum: its signs are read as well, whichever of them they know.
    charset = "0123456789+*xX×="

    def is_right(self, answer: str, picture: Picture) -> bool:
        return result(answer) == picture.answer

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        yield "tailored, no labels", lambda: Tailored(self.name, level, means.drawings).answer
