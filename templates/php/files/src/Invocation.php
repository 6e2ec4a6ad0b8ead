<?php

declare(strict_types=1);

namespace App;

/** What the host sends: the data of the trigger and of the input bindings, by binding name. */
final readonly class Invocation
{
    public function __construct(private \stdClass $data, private \stdClass $metadata = new \stdClass())
    {
    }

    /** Reads the body of the host's request. */
    public static function parse(string $body): self
    {
        $envelope = json_decode($body);
        $data = $envelope->Data ?? null;
        if (!$data instanceof \stdClass) {
            $why = json_last_error() === JSON_ERROR_NONE ? 'Data is not an object' : json_last_error_msg();
            throw new HttpError(400, "the body is not an invocation: $why");
        }
        $metadata = $envelope->Metadata ?? null;
        return new self($data, $metadata instanceof \stdClass ? $metadata : new \stdClass());
    }

    /** The HTTP request of the trigger binding $name. */
    public function http(string $name): HttpRequest
    {
        $request = $this->data->$name ?? null;
        if (!$request instanceof \stdClass) {
            throw new \UnexpectedValueException("Data.$name is not an HTTP request");
        }
        return new HttpRequest(
            method: $request->Method ?? '',
            url: $request->Url ?? '',
            query: (array) ($request->Query ?? []),
            params: (array) ($request->Params ?? []),
            headers: (array) ($request->Headers ?? []),
            body: $request->Body ?? '',
        );
    }

    /** The text of a binding, such as a queue message or a blob. Bytes are base64. */
    public function text(string $name): string
    {
        if (!property_exists($this->data, $name)) {
            throw new \UnexpectedValueException("Data.$name is missing");
        }
        return self::decode($this->data->$name);
    }

    /** The JSON of a binding, such as a timer's state or a JSON queue message; its objects as stdClass. */
    public function json(string $name): mixed
    {
        return json_decode($this->text($name), flags: JSON_THROW_ON_ERROR);
    }

    /** What else the host knows about the event, such as DequeueCount, as text. */
    public function metadata(string $name): ?string
    {
        return property_exists($this->metadata, $name) ? self::decode($this->metadata->$name) : null;
    }

    /** Undoes the host's encoding: what is not an object is JSON in a JSON string: "\"hi\"". */
    private static function decode(mixed $value): string
    {
        if (!is_string($value)) {
            return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        }
        $inner = json_decode($value);
        return is_string($inner) ? $inner : $value;
    }
}
