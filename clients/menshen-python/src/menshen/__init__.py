"""Redeems the tickets of a Menshen server.

    from menshen import Menshen

    menshen = Menshen("https://sms.example.com", secret)
    mobile = menshen.redeem(ticket).mobile

A ticket says that a phone number was verified, and can be redeemed once.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Sequence
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

__all__ = ["InvalidTicket", "Menshen", "Unavailable", "Verification", "WrongSecret"]

# What Menshen's answers are far below.
_LONGEST_ANSWER = 64 * 1024
_OF_THE_SECRET = {"missing-input-secret", "invalid-input-secret"}


@dataclass(frozen=True)
class Verification:
    """What a ticket stands for."""

    #: The phone number, as in +8613800138000.
    mobile: str
    #: When it was verified.
    verified_at: datetime
    #: On which host's page.
    hostname: str


class InvalidTicket(Exception):
    """The person has to verify the phone number: the ticket is none, has expired or was redeemed before."""

    def __init__(self, error_codes: Sequence[str]):
        super().__init__(", ".join(error_codes))
        self.error_codes = tuple(error_codes)


class Unavailable(Exception):
    """Menshen can't be reached or is busy; the ticket may be good. Ask the person to try again in a moment."""


class WrongSecret(Exception):
    """The secret is not the SITE_SECRET of the server. The ticket is not spent."""


@dataclass(frozen=True)
class Menshen:
    """A Menshen server, at this address and path."""

    url: str
    #: Its SITE_SECRET.
    secret: str
    #: How long a call may take, in seconds.
    timeout: float = 5.0

    def __repr__(self) -> str:
        return f"Menshen({self.url!r})"

    def redeem(self, ticket: str, *, idempotency_key: uuid.UUID | None = None) -> Verification:
        """What this ticket stands for.

        Whoever asks with the same key, made for this one registration, gets the same answer again. Without one
        a key is made here, and a call whose answer was lost is made a second time with it.

        :raises InvalidTicket: There is no verified number behind it.
        :raises Unavailable: Nobody knows for now.
        :raises WrongSecret: The settings are wrong.
        """
        if not ticket:
            raise InvalidTicket(["missing-input-response"])
        key = idempotency_key or uuid.uuid4()
        form = {"secret": self.secret, "response": ticket, "idempotency_key": str(key)}
        try:
            answer = self._ask(form)
        except Unavailable:
            answer = self._ask(form)
        if answer.get("success") is True:
            return _verification(answer)
        codes = [str(code) for code in answer.get("error-codes") or []]
        if _OF_THE_SECRET.intersection(codes):
            raise WrongSecret(", ".join(codes))
        if "internal-error" in codes or not codes:
            raise Unavailable(", ".join(codes) or "an answer without a reason")
        raise InvalidTicket(codes)

    def _ask(self, form: dict[str, str]) -> dict[str, Any]:
        url = self.url.rstrip("/") + "/siteverify"
        request = Request(url, urlencode(form).encode(), {"Accept": "application/json"})
        try:
            with urlopen(request, timeout=self.timeout) as response:
                answer = json.loads(response.read(_LONGEST_ANSWER))
        except HTTPError as error:
            # Its body may be anything: a proxy's page, too.
            error.close()
            raise Unavailable(f"status {error.code}") from None
        except (OSError, ValueError) as error:
            raise Unavailable(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise Unavailable("an answer that is no object")
        return answer


def _verification(answer: dict[str, Any]) -> Verification:
    try:
        # Python before 3.11 does not read the Z.
        verified_at = datetime.fromisoformat(answer["challenge_ts"].replace("Z", "+00:00"))
        return Verification(answer["mobile"], verified_at, answer["hostname"])
    except (AttributeError, KeyError, ValueError) as error:
        raise Unavailable("an answer that lacks something") from error
