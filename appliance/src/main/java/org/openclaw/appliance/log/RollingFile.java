package org.openclaw.appliance.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * An append-only file that is set aside when it grows too big or the day ends. Readable by its owner alone (file 0600,
 * directories it makes 0700). Not thread-safe.
 */
final class RollingFile {

    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    private static final FileAttribute<?> OWNER_FILE = attribute("rw-------");
    private static final FileAttribute<?> OWNER_DIRECTORY = attribute("rwx------");

    private final Path path;
    private final LogArchives archives;
    private final long maxBytes;
    private final int keep;
    private final Clock clock;
    private FileChannel channel;
    private long size;
    private LocalDate day;
    private long dayEndsMillis;

    /**
     * @param maxBytes the file is set aside before it would exceed this
     * @param keep how many earlier files stay
     */
    RollingFile(Path path, long maxBytes, int keep, Clock clock) {
        this.path = path;
        this.archives = new LogArchives(path);
        this.maxBytes = maxBytes;
        this.keep = keep;
        this.clock = clock;
    }

    Path path() {
        return path;
    }

    /** Appends whole lines. @throws IOException when they could not be written; the file may then hold a part of them */
    void append(ByteBuffer lines) throws IOException {
        open();
        if (clock.millis() >= dayEndsMillis || size > 0 && size + lines.remaining() > maxBytes) {
            roll();
        }
        while (lines.hasRemaining()) {
            size += channel.write(lines);
        }
    }

    /** Opens the file again if someone moved or deleted it meanwhile. */
    void reopenIfGone() throws IOException {
        if (channel != null && !Files.exists(path)) {
            close();
        }
    }

    void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private void open() throws IOException {
        if (channel != null) {
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, directoryAttributes());
        }
        boolean existed = Files.exists(path);
        channel = FileChannel.open(path, APPEND, fileAttributes());
        size = channel.size();
        day = existed && size > 0 ? dayOf(Files.getLastModifiedTime(path).toMillis()) : today();
        dayEndsMillis = day.plusDays(1).atStartOfDay(zone()).toInstant().toEpochMilli();
        if (existed && posix()) {
            Files.setPosixFilePermissions(
                    path, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
        endBrokenLine();
    }

    /** A full disk or a power cut may have left half a line; what follows must not become part of it. */
    private void endBrokenLine() throws IOException {
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel reader = FileChannel.open(path)) {
            if (reader.read(last, size - 1) == 1 && last.get(0) != '\n') {
                size += channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private void roll() throws IOException {
        close();
        if (Files.exists(path) && Files.size(path) > 0) {
            setAside();
        }
        archives.prune(keep);
        open();
        day = today();
        dayEndsMillis = day.plusDays(1).atStartOfDay(zone()).toInstant().toEpochMilli();
    }

    /** Where the file can't be renamed it starts over: a full card does more harm than a lost log. */
    private void setAside() throws IOException {
        try {
            Files.move(path, archives.next(day), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.newByteChannel(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)).close();
        }
    }

    private LocalDate today() {
        return dayOf(clock.millis());
    }

    private LocalDate dayOf(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone());
    }

    private ZoneId zone() {
        return clock.getZone();
    }

    private boolean posix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] fileAttributes() {
        return posix() ? List.of(OWNER_FILE).toArray(FileAttribute<?>[]::new) : new FileAttribute<?>[0];
    }

    private FileAttribute<?>[] directoryAttributes() {
        return posix() ? List.of(OWNER_DIRECTORY).toArray(FileAttribute<?>[]::new) : new FileAttribute<?>[0];
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
