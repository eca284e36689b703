package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What ships is what the checked-in ledger says, so that a new or grown dependency is a line of a diff. */
@EnabledOnOs(OS.LINUX)
class LedgerIT {

    private static final Path LEDGER = Path.of("src/test/resources/ledger.txt");
    private static final Path FOUND = Path.of("target/ledger.txt");

    /** Another JDK's deflater may pack a little better or worse. */
    private static final double TOLERANCE = 0.03;

    /** Our own jars change with every commit; the footprint's disk row bounds them. */
    private static final String OWN = "-";

    @Test
    void shipsTheJarsOfTheLedger() throws IOException {
        Map<String, String> shipped = shipped();
        Map<String, String> expected = ledger();
        Files.write(FOUND, lines(shipped));
        List<String> differences = new ArrayList<>();
        expected.forEach((jar, size) -> {
            if (!shipped.containsKey(jar)) {
                differences.add("- " + jar + " " + size);
            }
        });
        shipped.forEach((jar, size) -> {
            if (!expected.containsKey(jar)) {
                differences.add("+ " + jar + " " + size);
            } else if (!near(expected.get(jar), size)) {
                differences.add("! " + jar + " " + expected.get(jar) + " -> " + size + " KiB");
            }
        });
        assertTrue(differences.isEmpty(), () -> "The shipped jars differ from the ledger:\n"
                + String.join("\n", differences)
                + "\nIf that is meant, accept it: cp images/target/ledger.txt images/src/test/resources/ledger.txt\n");
    }

    private static Map<String, String> shipped() throws IOException {
        Map<String, String> jars = new TreeMap<>();
        try (var files = Files.list(Path.of("target/openclaw/lib"))) {
            for (Path file : (Iterable<Path>) files.filter(path -> path.toString().endsWith(".jar"))::iterator) {
                String name = file.getFileName().toString();
                boolean own = !name.matches(".*-\\d.*");
                jars.put(name, own ? OWN : Long.toString(Math.ceilDiv(Files.size(file), 1024)));
            }
        }
        return jars;
    }

    private static Map<String, String> ledger() throws IOException {
        Map<String, String> jars = new TreeMap<>();
        for (String line : Files.readAllLines(LEDGER)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.strip().split("\\s+");
                jars.put(words[0], words[1]);
            }
        }
        return jars;
    }

    private static List<String> lines(Map<String, String> jars) {
        List<String> lines = new ArrayList<>(List.of("# Every jar of lib/ and its size in KiB; our own jars without size."));
        jars.forEach((jar, size) -> lines.add("%-48s %6s".formatted(jar, size)));
        return lines;
    }

    private static boolean near(String expected, String found) {
        if (expected.equals(found)) {
            return true;
        }
        if (expected.equals(OWN) || found.equals(OWN)) {
            return false;
        }
        return Math.abs(Long.parseLong(expected) - Long.parseLong(found)) <= 1 + TOLERANCE * Long.parseLong(expected);
    }
}
