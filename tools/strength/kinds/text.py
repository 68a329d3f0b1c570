"""`text`: letters around a ring."""

from collections.abc import Callable, Iterator
from functools import cache

from kinds.kind import Attacker, Kind, Means
from pictures import CHARSET
from tailored import Tailored
from trained import trained


class Text(Kind):
    name = "text"
    charset = CHARSET

    def attackers(self, level: str, means: Means) -> Iterator[tuple[str, Callable[[], Attacker]]]:
        tailored = cache(lambda: Tailored(self.name, level, means.drawings))
        yield "tailored, no labels", lambda: tailored().answer
        for count in means.labels:
            yield f"trained with {count:,} labels", lambda: trained(tailored(), means.labelled(count)).answer
