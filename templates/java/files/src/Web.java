import java.util.List;
import java.util.Map;

/** A request and its answer, apart from any server. */
final class Web {
    private Web() {}

    /** What was asked; `path` is decoded and without the query, and headers are as they came. */
    record Request(String method, String path, String query, Map<String, List<String>> headers, String body) {
        /** The members of a JSON body; without any when it is no object. */
        Map<String, Object> json() {
            return Json.objectIn(body);
        }
    }

    /** What is answered: JSON. */
    record Response(int status, String json) {
        static Response of(int status, Object value) {
            return new Response(status, Json.write(value));
        }

        /** Says what went wrong, also in the log. */
        static Response error(int status, String why) {
            System.out.println(status + ": " + why);
            return of(status, Map.of("error", why));
        }
    }
}
