package org.openclaw.appliance.secret;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program one may trust with secrets, and its bounds.
 *
 * @param path absolute
 * @param variables its whole environment
 * @param trustedDirs where it must be, links resolved; empty for anywhere
 * @param timeoutMillis how long it may take in all
 * @param silenceMillis how long it may write nothing
 * @param maxBytes how much it may write
 */
record ExecCommand(
        Path path,
        List<String> arguments,
        Map<String, String> variables,
        List<Path> trustedDirs,
        long timeoutMillis,
        long silenceMillis,
        long maxBytes) {

    private static final int CHUNK = 8192;

    ExecCommand {
        arguments = List.copyOf(arguments);
        variables = Map.copyOf(variables);
        trustedDirs = List.copyOf(trustedDirs);
    }

    /** For sentences. */
    String name() {
        return path.toString();
    }

    /** @throws SecretFault when somebody else could have put another program in its place */
    void requireTrusted() throws SecretFault {
        if (!path.isAbsolute()) {
            throw new SecretFault(path + " must be an absolute path");
        }
        PosixFileAttributes attributes = PrivateText.attributes(path);
        if (attributes.isSymbolicLink()) {
            throw new SecretFault(path + " must not be a symbolic link; name the program itself, as realpath prints it");
        }
        if (!attributes.isRegularFile() || !Files.isExecutable(path)) {
            throw new SecretFault(path + " is no program this user can run");
        }
        if (!PrivateText.ownedByUs(attributes) && !attributes.owner().getName().equals("root")) {
            throw new SecretFault(path + " belongs to " + attributes.owner().getName()
                    + "; the gateway's user or root must own it");
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new SecretFault(path + " can be changed by other users; run: chmod go-w " + path);
        }
        requirePlace();
    }

    private void requirePlace() throws SecretFault {
        if (trustedDirs.isEmpty()) {
            return;
        }
        try {
            Path place = path.toRealPath();
            for (Path dir : trustedDirs) {
                if (Files.isDirectory(dir) && place.startsWith(dir.toRealPath())) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new SecretFault(path + " can't be looked at");
        }
        throw new SecretFault(path + " is in none of the provider's trustedDirs");
    }

    /** Runs it once. @return what it wrote to standard output; its standard error is dropped, it may hold secrets */
    String run(byte[] input) throws SecretFault, InterruptedException {
        requireTrusted();
        Process process = start();
        try {
            Talk talk = new Talk(process, input);
            byte[] output = talk.await();
            if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new SecretFault(path + " closed its output and did not end");
            }
            if (process.exitValue() != 0) {
                throw new SecretFault(path + " ended with status " + process.exitValue());
            }
            return new String(output, StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() throws SecretFault {
        List<String> words = new ArrayList<>();
        words.add(path.toString());
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(path.getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new SecretFault(path + " can't be started");
        }
    }

    /** One question and its answer, in threads of their own so that neither pipe can block us. */
    private final class Talk {

        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
        private volatile long heard = System.nanoTime();

        Talk(Process process, byte[] input) {
            Thread.ofVirtual().start(() -> write(process.getOutputStream(), input));
            Thread.ofVirtual().start(() -> read(process.getInputStream()));
        }

        byte[] await() throws SecretFault, InterruptedException {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (true) {
                long now = System.nanoTime();
                long patience = Math.min(end, heard + TimeUnit.MILLISECONDS.toNanos(silenceMillis)) - now;
                if (patience <= 0) {
                    throw new SecretFault(end - now <= 0 || silenceMillis >= timeoutMillis
                            ? path + " did not answer within " + timeoutMillis + " ms"
                            : path + " wrote nothing for " + silenceMillis + " ms");
                }
                try {
                    return answer.get(patience, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // It may have written meanwhile; then there is more patience.
                    continue;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof SecretFault fault ? fault : new SecretFault(path + " can't be read from");
                }
            }
        }

        private void write(OutputStream stdin, byte[] input) {
            try (stdin) {
                stdin.write(input);
            } catch (IOException e) {
                // A program that doesn't want to read may still answer.
                return;
            }
        }

        private void read(InputStream stdout) {
            try (stdout) {
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                byte[] chunk = new byte[CHUNK];
                for (int count = stdout.read(chunk); count >= 0; count = stdout.read(chunk)) {
                    heard = System.nanoTime();
                    if (kept.size() + count > maxBytes) {
                        answer.completeExceptionally(new SecretFault(path + " wrote more than " + maxBytes + " bytes"));
                        return;
                    }
                    kept.write(chunk, 0, count);
                }
                answer.complete(kept.toByteArray());
            } catch (IOException e) {
                answer.completeExceptionally(new SecretFault(path + " can't be read from"));
            }
        }
    }
}
