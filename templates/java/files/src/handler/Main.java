package handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The web server that the Functions host starts and sends events to: see Functions for yours. */
final class Main {
    /** The largest request body that is accepted, in bytes. */
    private static final int MAX_BODY = 128 << 20;

    /** How long running requests may take to end; the host does not wait much longer itself. */
    private static final int GRACE_SECONDS = 8;

    private static final String PORT = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private Main() {}

    public static void main(String[] args) {
        // Whatever the locale says: the host reads UTF-8.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
        try {
            start(port(System.getenv(PORT)));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The port on which the host will call, or 8080 when this runs without a host. */
    static int port(String text) {
        if (text == null) {
            System.out.println(PORT + " is not set, so there is no Functions host: using 8080");
            return 8080;
        }
        var port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    PORT + " is \"" + text + "\", not a port from 1 to 65535");
        }
        return port;
    }

    private static void start(int port) throws IOException {
        // Without it, answers on a connection that stays open wait for the caller's system.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // How long a connection may wait for its next request: longer than the host keeps it.
        System.setProperty("sun.net.httpserver.idleInterval", "180");
        // The host calls 127.0.0.1, and nobody else has business here.
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        var server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        // Since Java 21, newVirtualThreadPerTaskExecutor is better still.
        var pool = Executors.newCachedThreadPool();
        server.setExecutor(pool);
        server.createContext("/", Main::serve);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, pool)));
        server.start();
        // To stdout: the host logs every line on stderr as an error.
        System.out.println("listening on http://127.0.0.1:" + port);
    }

    /** On Ctrl-C or SIGTERM: takes no more requests, and lets the running ones end. */
    private static void stop(HttpServer server, ExecutorService pool) {
        // Apart, since before Java 21 it takes all of its time even when nothing runs.
        new Thread(() -> server.stop(GRACE_SECONDS)).start();
        pool.shutdown();
        try {
            pool.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal is no fault: not Java's exit code 143.
        Runtime.getRuntime().halt(0);
    }

    /** Answers one request, whatever it is. */
    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var response = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                // A length of 0 would mean one that is not known yet, and -1 is none.
                var length = response.body().length;
                exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
                exchange.getResponseBody().write(response.body());
                // Before the rest of a body that was too large is waited for.
                exchange.getResponseBody().flush();
            }
        }
    }

    private static Response answer(HttpExchange exchange) {
        try {
            var length = exchange.getRequestHeaders().getFirst("Content-Length");
            if (length != null && Long.parseLong(length) > MAX_BODY) {
                return tooLarge();
            }
            byte[] body;
            try {
                body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            } catch (IOException e) {
                return Response.error(400, "cannot read the body: " + e.getMessage());
            }
            if (body.length > MAX_BODY) {
                return tooLarge();
            }
            return Router.answer(
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders(),
                            body));
        } catch (Throwable e) {
            // Errors too: the host waits for an answer. A status that is not 2xx fails the
            // invocation; the host then retries queue messages.
            e.printStackTrace(System.out);
            return Response.error(500, e.toString());
        }
    }

    private static Response tooLarge() {
        return Response.error(413, "the body is larger than " + MAX_BODY + " bytes");
    }
}
