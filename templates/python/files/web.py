"""HTTP requests and responses."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Self


def read_json(text: str | bytes) -> Any:
    """Return the JSON of a text, or raise ValueError: json.loads alone takes NaN and 1e400."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large a number")
    return number


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
            return read_json(self.body)
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
        body = json.dumps(value, allow_nan=False).encode()
        return cls(status, body, {"Content-Type": "application/json"})


class HttpError(Exception):
    """Ends a request with that status and `{"error": why}`."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
