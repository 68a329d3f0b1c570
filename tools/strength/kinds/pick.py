"""`pick`: only those letters around the ring that are marked like the middle."""

from collections.abc import Callable, Iterator

from kinds.kind import Attacker, Kind, Means
from pictures import CHARSET
from tailored import Tailored


class Pick(Kind):
    name = "pick"
    charset = CHARSET

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        yield "tailored, no labels", lambda: Tailored(self.name, level, means.drawings).answer
