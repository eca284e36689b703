package org.openclaw.appliance.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a file that nobody but this user can read or exchange: a regular file with one name, no symbolic link, owned by
 * this user and closed to everybody else. Where the system can't tell, the file isn't read.
 */
final class PrivateText {

    private static final Set<PosixFilePermission> OPEN_TO_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private PrivateText() {}

    /**
     * @param maxBytes the longest file that is read
     * @param timeoutMillis how long it may take: the file may be on a network
     * @throws SecretFault with a sentence that names the file, but nothing of its content
     */
    static String read(Path file, long maxBytes, long timeoutMillis) throws SecretFault, InterruptedException {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                text.complete(read(file, maxBytes));
            } catch (SecretFault | RuntimeException e) {
                text.completeExceptionally(e);
            }
        });
        try {
            return text.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            reader.interrupt();
            throw new SecretFault(file + " could not be read within " + timeoutMillis + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SecretFault fault
                    ? fault
                    : new SecretFault(file + " can't be read: " + e.getCause().getClass().getSimpleName());
        }
    }

    private static String read(Path file, long maxBytes) throws SecretFault {
        Object identity = requirePrivate(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > maxBytes) {
                throw new SecretFault(file + " is longer than " + maxBytes + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size() + 1);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                if (bytes.position() > maxBytes) {
                    throw new SecretFault(file + " is longer than " + maxBytes + " bytes");
                }
            }
            // Somebody who exchanges the file between the look and the opening must not get another one in.
            if (!Objects.equals(identity, requirePrivate(file))) {
                throw new SecretFault(file + " was exchanged while it was read; try again");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new SecretFault(file + " is no UTF-8 text");
        } catch (NoSuchFileException e) {
            throw new SecretFault(file + " does not exist");
        } catch (IOException e) {
            throw new SecretFault(file + " can't be read; check that the gateway's user owns it");
        }
    }

    /** @return what the file is known by */
    static Object requirePrivate(Path file) throws SecretFault {
        PosixFileAttributes attributes = attributes(file);
        if (attributes.isSymbolicLink()) {
            throw new SecretFault(file + " must not be a symbolic link");
        }
        if (!attributes.isRegularFile()) {
            throw new SecretFault(file + " must be a regular file");
        }
        if (!ownedByUs(attributes)) {
            throw new SecretFault(file + " belongs to " + attributes.owner().getName() + "; the gateway's user must own it");
        }
        if (attributes.permissions().stream().anyMatch(OPEN_TO_OTHERS::contains)) {
            throw new SecretFault(file + " is open to other users; run: chmod 600 " + file);
        }
        if (links(file) != 1) {
            throw new SecretFault(file + " must not be hardlinked: it has a second name; copy it to a new file");
        }
        return attributes.fileKey();
    }

    static PosixFileAttributes attributes(Path file) throws SecretFault {
        try {
            return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            throw new SecretFault("who may read " + file + " can't be verified on this system; use an env or store secret");
        } catch (NoSuchFileException e) {
            throw new SecretFault(file + " does not exist");
        } catch (IOException e) {
            throw new SecretFault(file + " can't be looked at; check its directory's permissions");
        }
    }

    static boolean ownedByUs(PosixFileAttributes attributes) {
        return attributes.owner().getName().equals(System.getProperty("user.name"));
    }

    private static int links(Path file) throws SecretFault {
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw new SecretFault("how many names " + file + " has can't be verified on this system");
        }
    }
}
