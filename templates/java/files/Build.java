import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.spi.ToolProvider;

/**
 * Builds the handler with nothing but a JDK: {@code java Build.java} makes lib/handler.jar, and
 * runtime/ with a small Java, since Azure's machines for custom handlers have none; {@code java
 * Build.java test} runs the tests. Libraries go into lib/.
 */
final class Build {
    /** What of Java goes along. A library may need more, such as java.net.http: jdeps tells. */
    private static final String MODULES = "java.base,jdk.httpserver";

    private static final String RUNTIME = "runtime";
    private static final String LIBRARIES = "lib/*";

    public static void main(String[] args) throws Exception {
        var isTest = args.length > 0 && args[0].equals("test");
        if (isTest) {
            compile("build/test", "src", "test");
            var path = "build/test" + File.pathSeparator + LIBRARIES;
            run(java(System.getProperty("java.home")), "-ea", "-cp", path, "handler.Tests");
        } else {
            checkTarget();
            compile("build/classes", "src");
            tool("jar", "--create", "--file=lib/handler.jar", "-C", "build/classes", ".");
            link();
        }
    }

    private static void compile(String output, String... sources) throws IOException {
        delete(Path.of(output));
        Files.createDirectories(Path.of("lib"));
        var arguments = new ArrayList<>(List.of("--release", "17", "-encoding", "UTF-8"));
        arguments.addAll(List.of("-Xlint:all,-path", "-cp", LIBRARIES, "-d", output));
        for (var folder : sources) {
            try (var files = Files.walk(Path.of(folder))) {
                files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
            }
        }
        tool("javac", arguments.toArray(String[]::new));
    }

    /** Makes a Java of the modules that are needed; it is a tenth of a JDK. */
    private static void link() throws Exception {
        delete(Path.of(RUNTIME));
        tool(
                "jlink",
                "--add-modules=" + MODULES,
                "--output=" + RUNTIME,
                "--no-header-files",
                "--no-man-pages",
                // Fast to start and small, which counts most where instances come and go.
                "--add-options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        // Its classes as memory that only has to be mapped: it starts twice as fast.
        run(java(RUNTIME), "-Xshare:dump", "-Xlog:disable", "-Xlog:all=error");
        // Licences that several modules share are links, which zip files do not keep.
        try (var files = Files.walk(Path.of(RUNTIME))) {
            for (var link : files.filter(Files::isSymbolicLink).toList()) {
                var content = Files.readAllBytes(link);
                Files.delete(link);
                Files.write(link, content);
            }
        }
    }

    /** jlink takes the Java that runs this. */
    private static void checkTarget() {
        var names = Map.of("amd64", "x86_64", "mac os x", "macos");
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        os = os.startsWith("windows") ? "windows" : names.getOrDefault(os, os);
        var arch = System.getProperty("os.arch");
        arch = names.getOrDefault(arch, arch);
        var targetOs = System.getenv().getOrDefault("FCH_TARGET_OS", os);
        var targetArch = System.getenv().getOrDefault("FCH_TARGET_ARCH", arch);
        if (!targetOs.equals(os) || !targetArch.equals(arch)) {
            fail(
                    """
                    this JDK is for %s on %s, not for %s on %s
                    build on such a machine, in CI or with the Dockerfile of `fch new --docker`"""
                            .formatted(os, arch, targetOs, targetArch));
        }
    }

    private static void tool(String name, String... arguments) {
        var tool = ToolProvider.findFirst(name);
        if (tool.isEmpty()) {
            fail(name + " is missing: this needs a whole JDK, not only what runs Java programs");
        } else if (tool.get().run(System.out, System.err, arguments) != 0) {
            System.exit(1);
        }
    }

    private static void run(String... command) throws Exception {
        var code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            fail("%s ended with %d".formatted(String.join(" ", command), code));
        }
    }

    private static String java(String home) {
        return Path.of(home, "bin", "java").toAbsolutePath().toString();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void fail(String why) {
        System.err.println("error: " + why);
        System.exit(1);
    }
}
