"""Say what is still to be done on the machine where a backup was restored: what comes from its environment."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from postergen.backup.manifest import Manifest, check_value

_LOSS = {
    "POSTERGEN_SIGNING_KEYS": "without it, addresses of pictures that it signed are refused",
    "OPENAI_API_KEY": "without it, the language model writes no drafts",
}


def what_remains(
    manifest: Manifest,
    variables: Mapping[str, str],
    secrets: Mapping[str, bytes],
    content: Path,
    to_set: Container[str],
) -> Iterator[str]:
    """Sentences, one for each variable that is not as the backup has it.

    Args:
        variables: those that are set now, without passwords.
        secrets: those that are set now, by the names that the manifest has.
        content: the folder with the restored content.
        to_set: the variables of content that is not the same here.
    """
    for name, text in manifest.settings.items():
        if variables.get(name) != text:
            now = f"{variables[name]!r}" if name in variables else "not set"
            yield f"{name} was {text!r}, and is {now} here"
    for name, check in manifest.secrets.items():
        variable, _, key = name.partition(" ")
        named = f"{variable} had the key {key!r}" if key else f"{variable} was set"
        if name not in secrets:
            yield f"{named}, which is not set here: {_LOSS[variable]}"
        elif check_value(secrets[name], manifest.salt) != check:
            yield f"{named}, and what is set here is another secret: {_LOSS[variable]}"
    for name, places in manifest.content.items():
        restored = ":".join(str(content.parent / place) for place in places)
        if name in to_set and variables.get(name) != restored:
            yield f"set {name}={restored}: what it names here is not what it named there"
