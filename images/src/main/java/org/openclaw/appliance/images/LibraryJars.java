package org.openclaw.appliance.images;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jars of {@code lib}: rewritten with sorted entries and one time stamp so that equal input gives equal bytes,
 * without native code of any system and without what only a debugger asks for, and with the whole class path in the main jar's manifest in a fixed order.
 */
final class LibraryJars {

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final Instant NEWEST_FILE_TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SECONDS_PER_YEAR = 31_536_000;

    private final Layout layout;
    private final TargetArch arch;
    private final String version;
    private final Set<String> ownArtifacts;

    /** @param ownArtifacts file names (without ".jar") of this project's own jars, which lose their version */
    LibraryJars(Layout layout, TargetArch arch, String version, Set<String> ownArtifacts) {
        this.layout = layout;
        this.arch = arch;
        this.version = version;
        this.ownArtifacts = ownArtifacts;
    }

    /** Writes {@code lib} and {@code lib/native} from the class path, whose order it keeps behind the main jar. */
    void write(List<Path> classPath) throws IOException {
        Files.createDirectories(layout.natives());
        List<Path> others = new ArrayList<>();
        Path main = null;
        for (Path jar : classPath) {
            if (installedName(jar).equals(layout.mainJar().getFileName().toString())) {
                main = jar;
            } else {
                others.add(jar);
            }
        }
        if (main == null) {
            throw new AssemblyException("The class path holds no appliance jar; run the package phase of the whole project.");
        }
        rewrite(main, others.stream().map(this::installedName).collect(Collectors.joining(" ")));
        for (Path jar : others) {
            rewrite(jar, null);
        }
    }

    private String installedName(Path jar) {
        String file = jar.getFileName().toString();
        String plain = file.replace("-" + version + ".jar", "");
        return ownArtifacts.contains(plain) ? plain + ".jar" : file;
    }

    private void rewrite(Path source, String manifestClassPath) throws IOException {
        var nativeLibrary = NativeLibrary.in(source.getFileName().toString());
        Path target = layout.lib().resolve(installedName(source));
        try (ZipFile in = new ZipFile(source.toFile());
                ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            if (nativeLibrary.isPresent()) {
                extract(in, nativeLibrary.get());
            }
            var entries = new TreeMap<String, ZipEntry>();
            in.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> entries.put(entry.getName(), entry));
            // A manifest is only found when it comes first (JarInputStream) and costs least there.
            write(out, JarFile.MANIFEST_NAME, manifest(in, manifestClassPath));
            entries.remove(JarFile.MANIFEST_NAME);
            for (ZipEntry entry : entries.values()) {
                if (nativeLibrary.map(library -> library.isNative(entry.getName())).orElse(false)) {
                    continue;
                }
                try (var bytes = in.getInputStream(entry)) {
                    write(out, entry.getName(), slim(entry.getName(), bytes.readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new AssemblyException("The jar " + source + " can't be copied: " + e.getMessage(), e);
        }
        stampByContent(target);
    }

    private static byte[] slim(String name, byte[] bytes) throws IOException {
        return name.endsWith(".class") ? DebugTables.strip(bytes) : bytes;
    }

    private void extract(ZipFile in, NativeLibrary library) throws IOException {
        String name = library.entry(arch);
        ZipEntry entry = in.getEntry(name);
        if (entry == null) {
            throw new AssemblyException("The jar " + in.getName() + " has no " + name
                    + "; its native library is missing for this processor or has moved.");
        }
        Path target = layout.natives().resolve(library.fileName);
        try (var bytes = in.getInputStream(entry)) {
            Files.write(target, bytes.readAllBytes());
        }
        stampByContent(target);
    }

    private static byte[] manifest(ZipFile in, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        ZipEntry entry = in.getEntry(JarFile.MANIFEST_NAME);
        if (entry != null) {
            try (var bytes = in.getInputStream(entry)) {
                manifest.read(bytes);
            }
        }
        Attributes attributes = manifest.getMainAttributes();
        attributes.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        // The class path has one source, the main jar; a library's own would change order and archive.
        attributes.remove(Attributes.Name.CLASS_PATH);
        if (classPath != null) {
            attributes.put(Attributes.Name.CLASS_PATH, classPath);
            attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        }
        OutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return ((ByteArrayOutputStream) bytes).toByteArray();
    }

    private static void write(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    /**
     * The JVM recognises a changed jar by its size and time stamp alone, never by its content. So the time stamp
     * follows the content: equal jars have equal ones, and a different jar of the same size makes an archive stale.
     */
    private static void stampByContent(Path file) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        Instant time = NEWEST_FILE_TIME.minusSeconds(crc.getValue() % SECONDS_PER_YEAR);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
