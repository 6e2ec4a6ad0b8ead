<?php

declare(strict_types=1);

namespace App;

/** An HTTP request, with its whole body. */
final readonly class Request
{
    /** The largest body that is accepted, in bytes. */
    private const MAX_BODY = 128 * 1024 * 1024;

    /**
     * @param array<string, list<string>> $query all values of each name
     * @param array<string, string> $headers by name in lower case
     */
    public function __construct(
        public string $method,
        public string $path,
        public array $query = [],
        public array $headers = [],
        public string $body = '',
    ) {
    }

    /** Reads the request that this script runs for. */
    public static function read(): self
    {
        $body = '';
        if ((float) ($_SERVER['CONTENT_LENGTH'] ?? 0) <= self::MAX_BODY) {
            // Sized or chunked; the host sends both.
            $body = (string) file_get_contents('php://input', length: self::MAX_BODY + 1);
        }
        if ((float) ($_SERVER['CONTENT_LENGTH'] ?? strlen($body)) > self::MAX_BODY) {
            throw new HttpError(413, 'the body is larger than ' . self::MAX_BODY . ' bytes');
        }
        return new self(
            method: $_SERVER['REQUEST_METHOD'],
            path: rawurldecode(explode('?', $_SERVER['REQUEST_URI'], 2)[0]),
            query: self::query($_SERVER['QUERY_STRING'] ?? ''),
            headers: array_change_key_case(getallheaders()),
            body: $body,
        );
    }

    /**
     * What $_GET would have, without its renamed keys and with every value.
     *
     * @return array<string, list<string>>
     */
    private static function query(string $text): array
    {
        $query = [];
        foreach (array_filter(explode('&', $text), 'strlen') as $pair) {
            [$name, $value] = array_map('urldecode', explode('=', "$pair=", 3));
            $query[$name][] = $value;
        }
        return $query;
    }

    /** The JSON of the body, its objects as stdClass; null when it is not JSON. */
    public function json(): mixed
    {
        $value = json_decode($this->body);
        // A number such as 1e400 is read, but no JSON can hold it again.
        return json_encode($value) === false ? null : $value;
    }
}
