package org.openclaw.appliance.images;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Assembles what people install from this project's jars and the JDK that runs this program:
 * {@code <target>/openclaw} and the same as a tar file. A step whose inputs did not change is skipped.
 */
public final class Distribution {

    private static final Set<String> OWN_ARTIFACTS =
            Set.of("appliance", "platform-linux", "platform-macos", "platform-windows");

    private final Path module;
    private final Path target;
    private final String version;
    private final Layout layout;
    private final Path stamps;

    private Distribution(Path module, String version) {
        this.module = module;
        this.target = module.resolve("target");
        this.version = version;
        this.layout = new Layout(target.resolve("openclaw"));
        this.stamps = target.resolve("distribution");
    }

    /** @param args the module's directory, the project's version */
    public static void main(String[] args) {
        if (!System.getProperty("os.name").equals("Linux")) {
            Progress.line("The distribution is assembled on Linux only; this is " + System.getProperty("os.name")
                    + ", so the step is skipped.");
            return;
        }
        try {
            new Distribution(Path.of(args[0]).toAbsolutePath(), args[1]).assemble();
        } catch (AssemblyException | IOException e) {
            System.err.println("[images] The distribution can't be assembled: " + e.getMessage());
            System.exit(1);
        }
    }

    private void assemble() throws IOException {
        TargetArch arch = TargetArch.current();
        Path ownClasses = module.resolve("target/classes");
        List<Path> jars = productJars(ownClasses);

        String jarsMade = new Stamp(stamps, "jars").files(ownClasses).files(jars)
                .unlessUnchanged(layout.mainJar(), "jars", () -> {
                    Trees.delete(layout.lib());
                    new LibraryJars(layout, arch, version, OWN_ARTIFACTS).write(jars);
                });

        RuntimeImage runtime = new RuntimeImage(layout, Path.of(System.getProperty("java.home")), stamps);
        String runtimeMade = new Stamp(stamps, "runtime").text(runtime.inputs())
                .unlessUnchanged(layout.java(), "Java runtime", runtime::write);

        Path launchers = module.resolve("src/main/launcher");
        String launcherMade = new Stamp(stamps, "launcher").files(launchers)
                .unlessUnchanged(layout.launcher(), "launcher", () -> copyLauncher(launchers));

        String archivesMade = new Stamp(stamps, "archives").text(jarsMade).text(runtimeMade).text(launcherMade)
                .unlessUnchanged(layout.cliArchive(), "class archives",
                        new ClassArchives(layout, stamps.resolve("archives"))::write);

        copyDocuments();
        Path tar = target.resolve("openclaw-%s-linux-%s.tar.gz".formatted(version, arch.label));
        new Stamp(stamps, "tar").text(archivesMade).files(module.resolve("src/main/documents")).files(manual())
                .unlessUnchanged(tar, "tar file", () -> pack(tar));
        Progress.line("%s: %d MB unpacked, %d MB packed".formatted(layout.root().getFileName(),
                Trees.size(layout.root()) >> 20, Files.size(tar) >> 20));
    }

    /** This program's class path without its own classes is what the product needs to run. */
    private static List<Path> productJars(Path ownClasses) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(path -> !path.toAbsolutePath().equals(ownClasses))
                .peek(Distribution::requireJar).toList();
    }

    private static void requireJar(Path path) {
        if (!path.toString().endsWith(".jar")) {
            throw new AssemblyException(path + " is not a jar; run the package phase of the whole project, so that "
                    + "each module is packed first.");
        }
    }

    private void copyLauncher(Path launchers) throws IOException {
        Path bin = layout.launcher().getParent();
        Trees.delete(bin);
        Files.createDirectories(bin);
        try (var scripts = Files.list(launchers)) {
            for (Path script : (Iterable<Path>) scripts::iterator) {
                Path copy = bin.resolve(script.getFileName());
                Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        // The product's former name, which older guides and scripts still call.
        Files.createSymbolicLink(bin.resolve("clawdbot"), Path.of("openclaw"));
    }

    private void copyDocuments() throws IOException {
        try (var documents = Files.list(module.resolve("src/main/documents"))) {
            for (Path document : (Iterable<Path>) documents::iterator) {
                String text = Files.readString(document).replace("${version}", version);
                Files.writeString(layout.root().resolve(document.getFileName()), text);
            }
        }
        Trees.delete(layout.manual());
        Files.createDirectories(layout.manual());
        try (var pages = Files.list(manual())) {
            for (Path page : (Iterable<Path>) pages::iterator) {
                Files.copy(page, layout.manual().resolve(page.getFileName()));
            }
        }
        Path licence = module.resolveSibling("LICENSE");
        if (!Files.exists(licence)) {
            throw new AssemblyException("The project's LICENSE is missing; it has to go with the distribution.");
        }
        Files.copy(licence, layout.root().resolve("LICENSE"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path manual() {
        return module.resolve("src/main/manual");
    }

    /** Owner, order and modes are fixed; the files' own time stamps stay, because the class archives know them. */
    private void pack(Path tar) throws IOException {
        Files.deleteIfExists(tar);
        new Command(stamps.resolve("tar.log"), 300).run(List.of("tar", "--create", "--gzip", "--sort=name", "--owner=0",
                "--group=0", "--numeric-owner", "--mode=u+rw,go+r,go-w", "--file", tar.toString(),
                "--transform", "s,^openclaw,openclaw-" + version + ",S", "--directory", target.toString(),
                layout.root().getFileName().toString()));
    }
}
