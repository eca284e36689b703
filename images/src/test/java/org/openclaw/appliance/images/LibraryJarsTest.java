package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryJarsTest {

    private static final String SQLITE_SO = "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so";

    @TempDir
    Path directory;

    @Test
    void namesAllOtherJarsInTheMainJarInTheGivenOrder() throws IOException {
        Layout layout = write("out", jar("zebra-1.0.jar", Map.of("Z.class", "z")), main(),
                jar("ant-2.0.jar", Map.of("A.class", "a")));
        try (JarFile jar = new JarFile(layout.mainJar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("zebra-1.0.jar ant-2.0.jar", manifest.getValue(Attributes.Name.CLASS_PATH));
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
        }
    }

    @Test
    void movesThisMachinesNativeLibraryOutOfItsJarAndDropsTheOthers() throws IOException {
        Path sqlite = jar("sqlite-jdbc-3.0.jar", Map.of(SQLITE_SO, "linux",
                "org/sqlite/native/Windows/x86_64/sqlitejdbc.dll", "windows", "org/sqlite/JDBC.class", "class"));
        Layout layout = write("out", main(), sqlite);
        assertEquals("linux", Files.readString(layout.natives().resolve("libsqlitejdbc.so")));
        try (JarFile jar = new JarFile(layout.lib().resolve("sqlite-jdbc-3.0.jar").toFile())) {
            assertEquals(List.of("META-INF/MANIFEST.MF", "org/sqlite/JDBC.class"),
                    jar.stream().map(ZipEntry::getName).toList());
        }
    }

    @Test
    void saysWhichNativeLibraryIsMissing() throws IOException {
        Path sqlite = jar("sqlite-jdbc-3.0.jar", Map.of("org/sqlite/JDBC.class", "class"));
        Path main = main();
        var failure = assertThrows(AssemblyException.class, () -> write("out", main, sqlite));
        assertEquals(true, failure.getMessage().contains(SQLITE_SO));
    }

    @Test
    void givesEqualInputEqualBytesAndTimeStamp() throws IOException {
        Path first = write("one", main()).mainJar();
        Path second = write("two", main()).mainJar();
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        assertEquals(Files.getLastModifiedTime(first), Files.getLastModifiedTime(second));
    }

    @Test
    void givesAChangedJarOfTheSameSizeAnotherTimeStamp() throws IOException {
        Path first = write("one", main(), jar("some-1.jar", Map.of("A.class", "a"))).lib().resolve("some-1.jar");
        Path second = write("two", main(), jar("some-1.jar", Map.of("A.class", "b"))).lib().resolve("some-1.jar");
        assertEquals(Files.size(first), Files.size(second));
        assertNotEquals(Files.getLastModifiedTime(first), Files.getLastModifiedTime(second));
    }

    private Layout write(String name, Path... classPath) throws IOException {
        Layout layout = new Layout(directory.resolve(name));
        new LibraryJars(layout, TargetArch.AMD64, "0.1.0", Set.of("appliance")).write(List.of(classPath));
        return layout;
    }

    private Path main() throws IOException {
        return jar("appliance-0.1.0.jar", Map.of("Main.class", "main"));
    }

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var entry : new TreeMap<>(entries).entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return jar;
    }
}
