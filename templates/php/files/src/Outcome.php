<?php

declare(strict_types=1);

namespace App;

/** What a function gives back: values for its output bindings, and lines for its log. */
final class Outcome implements \JsonSerializable
{
    /** @var array<string, mixed> */
    private array $outputs = [];

    /** @var list<string> */
    private array $logs = [];

    public function __construct(private readonly mixed $returnValue = null)
    {
    }

    /**
     * Sets an output binding. The host reads text that could be base64, such as "test", as base64:
     * prefer JSON objects.
     */
    public function output(string $name, mixed $value): void
    {
        $this->outputs[$name] = $value;
    }

    /** Sets the HTTP response $name: text as it is, everything else as JSON. */
    public function http(string $name, int $status, mixed $body): void
    {
        $contentType = is_string($body) ? 'text/plain' : 'application/json';
        $headers = ['Content-Type' => $contentType];
        $this->output($name, ['statusCode' => $status, 'headers' => $headers, 'body' => $body]);
    }

    /** Adds a line to the log of this invocation. */
    public function log(string $line): void
    {
        $this->logs[] = $line;
    }

    /**
     * The JSON for the host.
     *
     * @return array<string, mixed>
     */
    public function jsonSerialize(): array
    {
        return [
            'Outputs' => (object) $this->outputs,
            'Logs' => $this->logs,
            'ReturnValue' => $this->returnValue,
        ];
    }
}
