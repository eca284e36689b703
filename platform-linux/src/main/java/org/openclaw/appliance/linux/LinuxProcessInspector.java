package org.openclaw.appliance.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.openclaw.appliance.platform.ProcessInspector;

/**
 * Finds a port's owner by its socket: {@code /proc/net/tcp} and {@code tcp6} name the socket's inode, and one of the
 * processes has it among its open files (proc(5)). Processes of other users can be seen by root alone.
 */
public final class LinuxProcessInspector implements ProcessInspector {

    private static final String LISTEN = "0A";
    private static final int LONGEST_COMMAND_LINE = 16 * 1024;

    private final Path proc;

    /** @param root the root of the file system; another one in tests */
    public LinuxProcessInspector(Path root) {
        proc = root.resolve("proc");
    }

    @Override
    public Optional<Owner> listenerOn(int port) {
        Set<String> sockets = new HashSet<>();
        addListeners(proc.resolve("net/tcp"), port, sockets);
        addListeners(proc.resolve("net/tcp6"), port, sockets);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holdsAny(process, sockets)) {
                    return Optional.of(owner(process));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** {@code write_bytes} counts what this process made the kernel send to storage, less what was deleted before it got there. */
    @Override
    public OptionalLong writtenBytes() {
        try {
            long written = 0;
            for (String line : Files.readAllLines(proc.resolve("self/io"), StandardCharsets.US_ASCII)) {
                if (line.startsWith("write_bytes: ")) {
                    written += Long.parseLong(line.substring("write_bytes: ".length()));
                } else if (line.startsWith("cancelled_write_bytes: ")) {
                    written -= Long.parseLong(line.substring("cancelled_write_bytes: ".length()));
                }
            }
            return OptionalLong.of(Math.max(0, written));
        } catch (IOException | NumberFormatException e) {
            // Kernels without task accounting have no such file.
            return OptionalLong.empty();
        }
    }

    /** A line is {@code sl local_address rem_address st … inode}; the address ends with the port in hexadecimal. */
    private static void addListeners(Path table, int port, Set<String> sockets) {
        String localPort = String.format(":%04X", port);
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && columns[1].endsWith(localPort) && columns[3].equals(LISTEN)) {
                    sockets.add("socket:[" + columns[9] + "]");
                }
            }
        } catch (IOException e) {
            // A kernel without IPv6 has no tcp6.
            return;
        }
    }

    private static boolean holdsAny(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            // Gone, or another user's.
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Owner owner(Path process) {
        long pid = Long.parseLong(process.getFileName().toString());
        try (InputStream in = Files.newInputStream(process.resolve("cmdline"))) {
            String arguments = new String(in.readNBytes(LONGEST_COMMAND_LINE), StandardCharsets.UTF_8);
            return new Owner(pid, CommandLine.display(arguments));
        } catch (IOException e) {
            return new Owner(pid, "");
        }
    }
}
