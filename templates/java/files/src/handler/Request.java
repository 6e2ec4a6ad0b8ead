package handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.net.URI;

/** A request as it came to this server. */
record Request(String method, URI uri, Headers headers, byte[] body) {
    /** The path, without what the query says. */
    String path() {
        return uri.getPath();
    }

    /** The body as text. */
    String text() {
        return new String(body, UTF_8);
    }

    /** The body as JSON; null when it is none. */
    Object json() {
        try {
            return Json.parse(text());
        } catch (Json.Malformed e) {
            return null;
        }
    }
}
