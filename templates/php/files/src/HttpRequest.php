<?php

declare(strict_types=1);

namespace App;

/** The request of whoever called the function's URL, as the host tells about it. */
final readonly class HttpRequest
{
    /**
     * @param string $url may hold a function key: do not log it
     * @param array<string, string> $query
     * @param array<string, ?string> $params the {parts} of the route
     * @param array<string, list<string>> $headers
     * @param string $body base64 when the caller sent application/octet-stream or multipart/...
     */
    public function __construct(
        public string $method,
        public string $url,
        public array $query,
        public array $params,
        public array $headers,
        public string $body,
    ) {
    }

    /** The JSON of the body, its objects as stdClass; null when it is not JSON. */
    public function json(): mixed
    {
        $value = json_decode($this->body);
        // A number such as 1e400 is read, but no JSON can hold it again.
        return json_encode($value) === false ? null : $value;
    }

    /** The first value of a header, whatever the case of its name. */
    public function header(string $name): ?string
    {
        return array_change_key_case($this->headers)[strtolower($name)][0] ?? null;
    }
}
