"""What is attacked: a file for each kind of challenge, in the order of the table's columns.

Another kind is a file in `kinds` with a subclass of `Kind`, and its place in `KINDS`.
"""

from kinds.click import Click
from kinds.kind import Kind
from kinds.math import Math
from kinds.motion import Motion
from kinds.pick import Pick
from kinds.slide import Slide
from kinds.text import Text

KINDS: list[Kind] = [Text(), Pick(), Math(), Motion(), Click(), Slide()]
