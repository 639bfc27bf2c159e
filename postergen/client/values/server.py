"""What the API takes and answers, of server. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Health:
    status: Literal["ok"]
