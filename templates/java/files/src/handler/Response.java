package handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** What this server answers. */
record Response(int status, String contentType, byte[] body) {
    static Response json(int status, Object value) {
        return new Response(status, "application/json", Json.write(value).getBytes(UTF_8));
    }

    /** Says what went wrong, also in the log. */
    static Response error(int status, String why) {
        System.out.println(status + ": " + why);
        return json(status, Map.of("error", why));
    }
}
