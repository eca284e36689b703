package org.openclaw.appliance.recall;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The notes in an agent's workspace. Links are not followed: they could lead out of it. */
final class Notes {

    private static final int MOST_FILES = 2_000;
    private static final int MOST_DEPTH = 4;
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int PASSAGE_CHARS = 1_200;

    private Notes() {}

    /** @param path relative to the workspace, with slashes @param modified milliseconds since 1970 */
    record Note(String path, Path file, long modified, long size) {}

    /** @param firstLine from 1 */
    record Passage(int firstLine, int lastLine, String text) {}

    static List<Note> of(Path workspace) throws IOException {
        List<Note> notes = new ArrayList<>();
        add(notes, workspace, workspace.resolve("MEMORY.md"));
        Path folder = workspace.resolve("memory");
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.walk(folder, MOST_DEPTH)) {
                for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().limit(MOST_FILES).toList()) {
                    add(notes, workspace, file);
                }
            }
        }
        return notes;
    }

    private static void add(List<Note> notes, Path workspace, Path file) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (facts.size() <= MOST_BYTES) {
                String path = workspace.relativize(file).toString().replace('\\', '/');
                notes.add(new Note(path, file, facts.lastModifiedTime().toMillis(), facts.size()));
            }
        }
    }

    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** The text in passages of about {@value #PASSAGE_CHARS} characters, each beginning with a heading where there is one. */
    static List<Passage> passages(String text) {
        List<Passage> passages = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        int first = 1;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            boolean full = passage.length() + line.length() > PASSAGE_CHARS;
            if (!passage.isEmpty() && (full || line.startsWith("#"))) {
                keep(passages, passage, first, number - 1);
                first = number;
            }
            passage.append(line).append('\n');
        }
        keep(passages, passage, first, number);
        return passages;
    }

    private static void keep(List<Passage> passages, StringBuilder passage, int first, int last) {
        if (!passage.toString().isBlank()) {
            passages.add(new Passage(first, last, passage.toString()));
        }
        passage.setLength(0);
    }
}
