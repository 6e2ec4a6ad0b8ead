"""The JSON that the host sends for an invocation, and the JSON that it wants back."""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from web import read_json


@dataclass(frozen=True)
class HttpRequest:
    """The request of whoever called the function's URL."""

    method: str
    url: str  # may hold a function key: do not log it
    query: dict[str, str]
    params: dict[str, str | None]  # the {parts} of the route
    headers: dict[str, list[str]]
    body: str  # base64 when the caller sent application/octet-stream or multipart/...

    def json(self) -> Any:
        """Return the JSON of the body, or None when it is not JSON."""
        try:
            return read_json(self.body)
        except ValueError:
            return None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        for key, values in self.headers.items():
            if key.lower() == name.lower() and values:
                return values[0]
        return None


@dataclass(frozen=True)
class Invocation:
    """What the host sends: the data of the trigger and of the input bindings, by binding name."""

    data: dict[str, Any]
    meta: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read the body of the host's request."""
        try:
            envelope = read_json(body)
        except ValueError as error:
            raise ValueError(f"the body is not an invocation: {error}") from error
        match envelope:
            case {"Data": dict(data), "Metadata": dict(meta)}:
                return cls(data, meta)
            case {"Data": dict(data)}:
                return cls(data)
        raise ValueError("the body is not an invocation: Data is not an object")

    def http(self, name: str) -> HttpRequest:
        """Return the HTTP request of the trigger binding `name`."""
        match self.data.get(name):
            case dict(request):
                return HttpRequest(
                    method=request.get("Method") or "",
                    url=request.get("Url") or "",
                    query=request.get("Query") or {},
                    params=request.get("Params") or {},
                    headers=request.get("Headers") or {},
                    body=request.get("Body") or "",
                )
        raise ValueError(f"Data.{name} is not an HTTP request")

    def text(self, name: str) -> str:
        """Return the text of a binding, such as a queue message or a blob. Bytes are base64."""
        if name not in self.data:
            raise ValueError(f"Data.{name} is missing")
        return _text(self.data[name])

    def json(self, name: str) -> Any:
        """Return the JSON of a binding, such as a timer's state or a JSON queue message."""
        try:
            return read_json(self.text(name))
        except ValueError as error:
            raise ValueError(f"Data.{name} is not JSON: {error}") from error

    def metadata(self, name: str) -> str | None:
        """Return what else the host knows about the event, such as DequeueCount, as text."""
        return _text(self.meta[name]) if name in self.meta else None


def _text(value: Any) -> str:
    """Undo the host's encoding: what is not an object is JSON in a JSON string: "\\"hi\\""."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        inner = read_json(value)
    except ValueError:
        return value
    return inner if isinstance(inner, str) else value


@dataclass
class Outcome:
    """What a function gives back: values for its output bindings, and lines for its log."""

    outputs: dict[str, Any] = field(default_factory=dict)
    logs: list[str] = field(default_factory=list)
    return_value: Any = None

    def output(self, name: str, value: Any) -> None:
        """Set an output binding.

        The host reads text that could be base64, such as "test", as base64: prefer JSON objects.
        """
        self.outputs[name] = value

    def http(self, name: str, status: int, body: Any) -> None:
        """Set the HTTP response `name`: text as it is, everything else as JSON."""
        content_type = "text/plain" if isinstance(body, str) else "application/json"
        headers = {"Content-Type": content_type}
        self.output(name, {"statusCode": status, "headers": headers, "body": body})

    def log(self, line: str) -> None:
        """Add a line to the log of this invocation."""
        self.logs.append(line)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON for the host."""
        return {"Outputs": self.outputs, "Logs": self.logs, "ReturnValue": self.return_value}
