<?php

/**
 * PHP's built-in web server runs this for every request of the Functions host. Your code is in
 * src/Functions.php.
 *
 * host.json starts it with `php -q -d ... -S 127.0.0.1:PORT handler.php`:
 *
 *     -q                           no access log: it goes to stderr, which the host takes for errors
 *                                  (one line stays, "Development Server started"); error_log() is
 *                                  silent then, too: use Log::line()
 *     enable_post_data_reading=0   bodies arrive as they are, whatever their type and size; with it,
 *                                  PHP refuses those above post_max_size and swallows forms
 *     display_errors=0             errors go to the log, never into an answer
 *
 * The server answers one request at a time. For more, set PHP_CLI_SERVER_WORKERS to a number of
 * processes, in local.settings.json and in the app settings in Azure; not on Windows, and not before
 * PHP 8.3: there the processes live on when the host kills the first one, and keep its port.
 */

declare(strict_types=1);

use App\Functions;
use App\Handler;
use App\HttpError;
use App\Log;
use App\Request;
use App\Response;

ini_set('memory_limit', '1G'); // a body of 128 MiB, and what it is decoded to
set_time_limit(0); // the host has a timeout of its own, functionTimeout

$autoload = __DIR__ . '/vendor/autoload.php';
require is_file($autoload) ? $autoload : __DIR__ . '/src/autoload.php';

// Warnings, such as that of an undefined property, end the request.
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level & ~E_DEPRECATED & ~E_USER_DEPRECATED) === 0) {
        return false;
    }
    throw new ErrorException($message, 0, $level, $file, $line);
});

// What no catch sees, such as too little memory, or a function that calls exit.
$answered = false;
register_shutdown_function(static function () use (&$answered): void {
    if (!$answered) {
        while (ob_get_level() > 0) {
            ob_end_clean();
        }
        Log::line('500: ' . (error_get_last()['message'] ?? 'exit was called'));
        Response::json(500, ['error' => 'the function ended too early'])->send();
    }
});

ob_start(); // what functions print is no part of the answer
try {
    $response = (new Handler(new Functions()))->answer(Request::read());
} catch (HttpError $error) {
    Log::line("$error->status: {$error->getMessage()}");
    $response = Response::json($error->status, ['error' => $error->getMessage()]);
} catch (Throwable $error) {
    Log::line("500: $error");
    // A status that is not 2xx fails the invocation; the host then retries messages.
    $response = Response::json(500, ['error' => 'the function failed']);
}
$printed = ob_get_clean();
if ($printed !== false && $printed !== '') {
    Log::line($printed);
}
$answered = true;
$response->send();
