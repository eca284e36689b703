package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** The tar file, unpacked somewhere else than it was made, does what it has to. */
@EnabledOnOs(OS.LINUX)
class DistributionIT {

    @TempDir
    Path directory;

    private Layout installed;

    @BeforeEach
    void unpack() throws IOException {
        Path tar;
        try (var files = Files.list(Path.of("target"))) {
            tar = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
        }
        new Command(directory.resolve("tar.log"), 120)
                .run(List.of("tar", "-xzf", tar.toAbsolutePath().toString(), "-C", directory.toString()));
        try (var roots = Files.list(directory)) {
            installed = new Layout(roots.filter(Files::isDirectory).findFirst().orElseThrow());
        }
    }

    @Test
    void mapsItsClassArchiveWhereverItIsUnpacked() throws IOException {
        assertTrue(startsAndMapsArchive());
    }

    @Test
    void startsWithoutItsClassArchive() throws IOException {
        Files.delete(installed.gatewayArchive());
        assertFalse(startsAndMapsArchive());
    }

    @Test
    void startsWithAnArchiveThatIsOlderThanAJar() throws IOException {
        Files.setLastModifiedTime(installed.mainJar(), FileTime.from(Instant.now()));
        startsAndMapsArchive();
    }

    @Test
    void startsWithADamagedArchive() throws IOException {
        Files.write(installed.gatewayArchive(), new byte[4096]);
        assertFalse(startsAndMapsArchive());
    }

    @Test
    void aCopyWithOtherDatesRunsCommandsWithoutNoise() throws IOException {
        Files.setLastModifiedTime(installed.mainJar(), FileTime.from(Instant.now()));
        assertTrue(outputInAsciiLocale("version").matches("OpenClaw Appliance \\S+\\R"), outputInAsciiLocale("version"));
    }

    @Test
    void takesNamesInUtf8WhateverTheLocale() throws IOException {
        String workspace = directory.resolve("Bücher 東京").toString();
        assertTrue(outputInAsciiLocale("setup", "--workspace", workspace).contains(workspace));
    }

    private String outputInAsciiLocale(String... words) throws IOException {
        Path log = directory.resolve("command.log");
        List<String> command = new ArrayList<>(List.of(installed.root().resolve("bin/openclaw").toString()));
        command.addAll(List.of(words));
        new Command(log, 60).status(command, environment -> {
            environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
            environment.put("LC_ALL", "C");
            environment.put("HOME", directory.resolve("home").toString());
        });
        return Files.readString(log);
    }

    @Test
    void holdsLicenceReadmeAndManual() {
        assertTrue(Files.exists(installed.manual().resolve("index.md")));
        assertTrue(Files.exists(installed.root().resolve("LICENSE")));
        assertTrue(Files.exists(installed.root().resolve("README.txt")));
        assertTrue(Files.isSymbolicLink(installed.root().resolve("bin/clawdbot")));
    }

    @Test
    void shipsNoNativeCodeInsideJars() throws IOException {
        try (var jars = Files.list(installed.lib())) {
            for (Path jar : (Iterable<Path>) jars.filter(path -> path.toString().endsWith(".jar"))::iterator) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    List<String> natives = file.stream().map(entry -> entry.getName())
                            .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a)")).toList();
                    assertEquals(List.of(), natives, jar.getFileName().toString());
                }
            }
        }
    }

    /** Starts the gateway, which has to become healthy, and looks whether its process maps the archive. */
    private boolean startsAndMapsArchive() throws IOException {
        try (GatewayHome home = GatewayHome.offline();
                GatewayProcess gateway = GatewayProcess.start(installed, home, Map.of()).awaitHealthy()) {
            return Files.readString(Path.of("/proc", Long.toString(gateway.pid()), "maps"))
                    .contains(installed.gatewayArchive().toString());
        }
    }
}
