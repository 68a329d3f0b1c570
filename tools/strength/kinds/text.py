"""`text`: letters around a ring."""

from collections.abc import Iterator

from kinds.kind import Attacker, Kind, Means
from pictures import CHARSET
from tailored import Tailored
from trained import trained


class Text(Kind):
    name = "text"
    charset = CHARSET

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Attacker]]:
        tailored = Tailored(self.name, level, means.drawings)
        yield "tailored, no labels", tailored.answer
        for count in means.labels:
            yield f"trained with {count:,} labels", trained(tailored, means.labelled(count)).answer
