"""`pick`: only those letters around the ring that are marked like the middle."""

from collections.abc import Iterator

from kinds.kind import Attacker, Kind, Means
from pictures import CHARSET
from tailored import Tailored


class Pick(Kind):
    name = "pick"
    charset = CHARSET

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Attacker]]:
        yield "tailored, no labels", Tailored(self.name, level, means.drawings).answer
