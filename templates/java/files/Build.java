import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes handler.jar, and beside it a Java runtime with only what the handler needs: Azure's
 * machines for custom handlers have no Java. Run by `fch build`, or by hand: `java Build.java`.
 * `java Build.java test` runs the tests.
 */
public final class Build {
    private static final Path CLASSES = Path.of("build", "classes");
    private static final Path RUNTIME = Path.of("runtime");

    /** The modules that the handler needs; `jdeps` tells which. */
    private static final String MODULES = "java.base,jdk.httpserver";

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).equals(List.of("test"))) {
            test();
            return;
        }
        refuseOtherSystems();
        List<String> sources = sources(Path.of("src"));
        run("javac", concat(List.of("--release", "17", "-Xlint:all", "-d", CLASSES.toString()), sources));
        run("jar", List.of("--create", "--file", "handler.jar", "-C", CLASSES.toString(), "."));
        if (!isCurrent()) {
            delete(RUNTIME);
            run("jlink", List.of("--add-modules", MODULES, "--strip-java-debug-attributes",
                    "--no-header-files", "--no-man-pages", "--compress=2", "--output", RUNTIME.toString()));
        }
    }

    /** Compiles everything, and runs the tests with assertions. */
    private static void test() throws Exception {
        Path classes = Path.of("build", "tests");
        List<String> sources = concat(sources(Path.of("src")), sources(Path.of("test")));
        run("javac", concat(List.of("--release", "17", "-Xlint:all", "-d", classes.toString()), sources));
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.setDefaultAssertionStatus(true);
            loader.loadClass("HandlerTest").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    /** jlink makes a runtime for the system whose JDK it has. */
    private static void refuseOtherSystems() {
        Map<String, String> asked = System.getenv();
        String os = System.getProperty("os.name").split(" ")[0].toLowerCase().replace("mac", "macos");
        String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
        String wantedOs = asked.getOrDefault("FCH_TARGET_OS", os);
        String wantedArch = asked.getOrDefault("FCH_TARGET_ARCH", arch);
        if (!os.equals(wantedOs) || !arch.equals(wantedArch)) {
            System.err.printf("error: this JDK is for %s on %s, not for %s on %s%n", os, arch, wantedOs, wantedArch);
            System.err.println("build on such a machine, in CI or with the Dockerfile of `fch new --docker`");
            System.exit(1);
        }
    }

    /** Whether the runtime is of the Java that runs this. */
    private static boolean isCurrent() throws IOException {
        Path release = RUNTIME.resolve("release");
        String version = "JAVA_VERSION=\"" + System.getProperty("java.version") + "\"";
        return Files.exists(release) && Files.readString(release).contains(version);
    }

    private static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().toList();
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static void run(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow(
                () -> new IllegalStateException("this Java has no " + name + ": install a JDK"));
        if (tool.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            System.exit(1);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
