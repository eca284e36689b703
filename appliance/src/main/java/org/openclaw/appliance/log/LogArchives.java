package org.openclaw.appliance.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that were set aside from one log file: {@code gateway.log} leaves {@code gateway-2026-11-21.1.log},
 * {@code gateway-2026-11-21.2.log} and so on, the higher the later.
 */
final class LogArchives {

    private final Path directory;
    private final String stem;
    private final String suffix;
    private final Pattern pattern;

    LogArchives(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        directory = file.toAbsolutePath().getParent();
        stem = dot > 0 ? name.substring(0, dot) : name;
        suffix = dot > 0 ? name.substring(dot) : "";
        pattern = Pattern.compile(
                Pattern.quote(stem) + "-(\\d{4}-\\d{2}-\\d{2})\\.(\\d{1,9})" + Pattern.quote(suffix));
    }

    /** The name for the next file of that day. */
    Path next(LocalDate day) throws IOException {
        int highest = 0;
        for (Archive archive : sorted()) {
            if (archive.day.equals(day.toString())) {
                highest = Math.max(highest, archive.number);
            }
        }
        return directory.resolve(stem + "-" + day + "." + (highest + 1) + suffix);
    }

    /** Deletes all but the latest. */
    void prune(int keep) throws IOException {
        List<Archive> archives = sorted();
        for (Archive old : archives.subList(Math.min(keep, archives.size()), archives.size())) {
            Files.deleteIfExists(old.path);
        }
    }

    /** All archives, the latest first. */
    List<Path> latestFirst() throws IOException {
        return sorted().stream().map(Archive::path).toList();
    }

    private List<Archive> sorted() throws IOException {
        List<Archive> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> {
                Matcher name = pattern.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.add(new Archive(file, name.group(1), Integer.parseInt(name.group(2))));
                }
            });
        }
        found.sort(Comparator.comparing(Archive::day).thenComparingInt(Archive::number).reversed());
        return found;
    }

    private record Archive(Path path, String day, int number) {}
}
