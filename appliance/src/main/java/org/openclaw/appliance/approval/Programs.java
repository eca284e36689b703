package org.openclaw.appliance.approval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The programs a command starts, found as the shell will find them, each with what tells it from another one put in its place:
 * its real path, and the hash of its content where this user could change it.
 *
 * @param list in the command's order; empty when the text doesn't tell which programs it starts
 */
record Programs(List<Program> list) {

    private static final long MOST_HASHED = 256L * 1024 * 1024;

    /**
     * @param argv the words of the simple command
     * @param path where its file is found, links not followed
     * @param identity its real path and, where this user may write it, the hash of its content
     */
    record Program(List<String> argv, Path path, String identity) {

        /** Binds the exact words, the folder and the program; a change of any of them is another command. */
        String seal(Path cwd) {
            MessageDigest digest = sha256();
            digest.update((identity + "\0" + cwd + "\0").getBytes(StandardCharsets.UTF_8));
            for (String word : argv) {
                digest.update((word.length() + ":" + word + "\0").getBytes(StandardCharsets.UTF_8));
            }
            return "sha256:argv:" + HexFormat.of().formatHex(digest.digest());
        }
    }

    static final Programs UNKNOWN = new Programs(List.of());

    boolean known() {
        return !list.isEmpty();
    }

    /**
     * @param command shell text
     * @param searchPath {@code PATH} of the command's environment
     */
    static Programs of(String command, Path cwd, String searchPath) {
        List<Program> programs = new ArrayList<>();
        for (List<String> argv : ShellWords.split(command).orElse(List.of())) {
            Optional<Path> found = find(argv.getFirst(), cwd, searchPath);
            if (found.isEmpty()) {
                return UNKNOWN;
            }
            try {
                programs.add(new Program(List.copyOf(argv), found.get(), identity(found.get())));
            } catch (IOException e) {
                return UNKNOWN;
            }
        }
        return new Programs(List.copyOf(programs));
    }

    private static Optional<Path> find(String name, Path cwd, String searchPath) {
        try {
            if (name.indexOf('/') >= 0) {
                return executable(cwd.resolve(name).normalize());
            }
            for (String folder : searchPath.split(":")) {
                // An empty or relative entry means whatever folder the command is in: too loose to decide by.
                Optional<Path> found = folder.startsWith("/") ? executable(Path.of(folder, name)) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) ? Optional.of(file) : Optional.empty();
    }

    private static String identity(Path file) throws IOException {
        Path real = file.toRealPath();
        boolean mine = Files.isWritable(real) || Files.isWritable(real.getParent());
        return mine ? real + "#" + contentHash(real) : real.toString();
    }

    private static String contentHash(Path file) throws IOException {
        if (Files.size(file) > MOST_HASHED) {
            throw new IOException("too large to tell from another one");
        }
        MessageDigest digest = sha256();
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
