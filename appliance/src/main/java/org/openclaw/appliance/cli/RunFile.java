package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * {@code <state>/run/cli}: where a running gateway takes commands from the launcher. One value a line, so that a shell
 * reads it without starting anything.
 *
 * @param port the gateway's port
 * @param key proves that the caller may read the owner's files; fresh at every start
 * @param pid the gateway's process
 * @param version the gateway's version
 * @param configFile the configuration it runs with
 */
public record RunFile(int port, String key, long pid, String version, Path configFile) {

    private static final int LONGEST = 8 * 1024;

    public static Path in(Path runDir) {
        return runDir.resolve("cli");
    }

    /** The file of a gateway whose process lives; a killed gateway's file counts as absent. */
    public static Optional<RunFile> ofLivingGateway(Path runDir) {
        return read(runDir).filter(file -> ProcessHandle.of(file.pid).filter(RunFile::mayBeGateway).isPresent());
    }

    // After a kill another program may have got the number. Its executable tells, as far as this user may see it.
    private static boolean mayBeGateway(ProcessHandle process) {
        Optional<String> ours = executable(ProcessHandle.current());
        return process.isAlive() && executable(process).map(name -> ours.isEmpty() || ours.get().equals(name)).orElse(true);
    }

    private static Optional<String> executable(ProcessHandle process) {
        return process.info().command().map(command -> Path.of(command).getFileName().toString());
    }

    static Optional<RunFile> read(Path runDir) {
        try {
            Path file = in(runDir);
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return lines.size() < 5
                    ? Optional.empty()
                    : Optional.of(new RunFile(
                            Integer.parseInt(lines.get(0)),
                            lines.get(1),
                            Long.parseLong(lines.get(2)),
                            lines.get(3),
                            Path.of(lines.get(4))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Writes the file for the owner alone, in one step. The directory must exist. */
    public void write(Path runDir) throws IOException {
        String text = port + "\n" + key + "\n" + pid + "\n" + version + "\n" + configFile + "\n";
        Path temporary = Files.createTempFile(runDir, "cli", ".tmp", ownerOnly());
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
            Files.move(temporary, in(runDir), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes the file if it is still ours. */
    public void remove(Path runDir) throws IOException {
        if (read(runDir).filter(this::equals).isPresent()) {
            Files.deleteIfExists(in(runDir));
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "RunFile[port=" + port + ", pid=" + pid + "]";
    }
}
