"""Say whose a key is: what two callers call alike are two things."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app, request

from postergen.bootstrap import Product
from postergen.web.keys import caller_key

_LENGTH = 40  # hexadecimal digits: 160 bits


def callers_key(key: str) -> str:
    """The key as it is kept: one of the caller's own, which nobody else can name.

    Programs are told apart by their API key. Without one a caller is an address and an agent on a day; these go into
    one hash with the key itself, so that what is kept knows nobody again who does not repeat their request.
    """
    known = caller_key()
    if known is not None:
        return f"key:{known.id}:{hashlib.sha256(key.encode()).hexdigest()[:_LENGTH]}"
    product: Product = current_app.extensions["postergen"]
    caller = f"{request.remote_addr or ''}\0{request.user_agent.string[:512]}\0{key}"
    return f"web:{hmac.new(product.salts.today(), caller.encode(), hashlib.sha256).hexdigest()[:_LENGTH]}"
