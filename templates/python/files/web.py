"""HTTP requests and responses."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Self


@dataclass(frozen=True)
class Request:
    """A request, with its whole body."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: Message = field(default_factory=Message)  # names in any case
    body: bytes = b""

    def json(self) -> Any:
        """Return the JSON of the body, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """A response. A body in parts, such as a generator, is sent part by part as they come."""

    status: int
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, value: Any) -> Self:
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


class HttpError(Exception):
    """Ends a request with that status and `{"error": why}`."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
