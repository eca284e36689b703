package org.openclaw.appliance.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes the pair of a server that was given none, and keeps it for the owner alone. */
final class GeneratedPair {

    private static final int MOST_ADDRESSES = 32;

    private GeneratedPair() {}

    /** Writes both files; neither is ever seen half written. */
    static void write(TlsFiles files, String hostName, Instant now) throws TlsException {
        try {
            SelfSigned pair = SelfSigned.make(names(hostName), addresses(), now);
            store(files.key(), new Pem("PRIVATE KEY", pair.key()).text());
            store(files.certificate(), new Pem("CERTIFICATE", pair.certificate()).text());
        } catch (IOException e) {
            throw new TlsException("a certificate can't be kept in " + files.certificate().getParent() + ": "
                    + e.getMessage() + "; give this user the directory, or set gateway.tls.certPath and gateway.tls.keyPath");
        } catch (GeneralSecurityException e) {
            throw new TlsException("this Java runtime can't make a P-256 key: " + e.getMessage());
        }
    }

    /** Only names that DNS could have: a host may call itself anything. */
    private static List<String> names(String hostName) {
        Set<String> names = new LinkedHashSet<>();
        if (hostName.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")) {
            names.add(hostName);
            if (hostName.indexOf('.') < 0) {
                names.add(hostName + ".local");
            }
        }
        names.add("localhost");
        return List.copyOf(names);
    }

    private static List<InetAddress> addresses() throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLinkLocalAddress() && found.size() < MOST_ADDRESSES) {
                    found.add(address);
                }
            }
        }
        return found;
    }

    private static void store(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(directory, permissions(posix, "rwx------"));
        Path temporary = Files.createTempFile(directory, ".tls", null, permissions(posix, "rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (posix) {
                try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                    entries.force(true);
                }
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static FileAttribute<?>[] permissions(boolean posix, String mode) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
