<?php

declare(strict_types=1);

namespace App;

/** Ends a request with that status and `{"error": $why}`. */
final class HttpError extends \RuntimeException
{
    public function __construct(public readonly int $status, string $why)
    {
        parent::__construct($why);
    }
}
