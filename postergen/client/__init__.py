"""Ask a postergen server from Python: values in, values out, and errors that say what to mend.

    with Client("https://life.example.com", key="pg_...") as life:
        poster = life.make_poster(options=["wuhan-hot-dry-noodles"], nickname="小明")
        picture = life.picture(poster.code)

It knows nothing of the server's own rooms, and needs httpx2 alone.
"""

from postergen.client.asking import Client
from postergen.client.failures import ClientError, ProblemError, Unreachable, UnreadableAnswer

__all__ = ["Client", "ClientError", "ProblemError", "Unreachable", "UnreadableAnswer"]
