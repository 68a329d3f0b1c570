"""A dependency for FastAPI: what the ticket in a submitted form stands for.

    verified = VerifiedPhone(Menshen(url, secret))

    @app.post("/register")
    def register(phone: Annotated[Verification, Depends(verified)], name: Annotated[str, Form()]):
        ...

No ticket, or one that is no good, is answered 403; where Menshen can't be asked, 503 with ``Retry-After``.
"""

from typing import Annotated

from fastapi import Form, HTTPException

from . import InvalidTicket, Menshen, Unavailable, Verification

__all__ = ["VerifiedPhone"]


class VerifiedPhone:
    """Redeems the field ``menshen-ticket`` of a form."""

    def __init__(self, menshen: Menshen):
        self._menshen = menshen

    # Not `async`: FastAPI runs it in a thread of its pool, where it may wait.
    def __call__(self, ticket: Annotated[str, Form(alias="menshen-ticket")] = "") -> Verification:
        try:
            return self._menshen.redeem(ticket)
        except InvalidTicket:
            raise HTTPException(403, "verify the phone number first") from None
        except Unavailable:
            retry = {"Retry-After": "5"}
            raise HTTPException(503, "try again in a moment", retry) from None
