"""Say whose a key is: what two callers call alike are two things."""

from __future__ import annotations

import hashlib
import hmac

from flask import request

from postergen.domain.events import ANONYMOUS
from postergen.web.keys import caller_key

_LENGTH = 40  # hexadecimal digits: 160 bits


def callers_key(key: str) -> str:
    """The key as it is kept: one of the caller's own, which nobody else can name.

    Programs are told apart by their API key. Without one a caller is an address and an agent; these go into one hash
    with the key itself, so that what is kept knows nobody again who does not repeat their request. No salt is in it: a
    request is repeated just when the database was away, and with it the salt.
    """
    known = caller_key()
    if known is not None:
        return f"key:{known.id}:{hashlib.sha256(key.encode()).hexdigest()[:_LENGTH]}"
    caller = f"{request.remote_addr or ''}\0{request.user_agent.string[:512]}"
    return f"{ANONYMOUS}{hmac.new(key.encode(), caller.encode(), hashlib.sha256).hexdigest()[:_LENGTH]}"
