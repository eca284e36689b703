package org.openclaw.appliance.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.platform.ChildProcesses;

/**
 * Commands on Linux: each in a session of its own (setsid(2)), with {@code oom_score_adj} 1000 so that the kernel kills it
 * before anything else (proc(5)), without core dumps and with bounds on open files and on the size of a file. Both outlive
 * an exec(2) and are inherited by whatever the command starts.
 */
public final class LinuxChildProcesses extends ChildProcesses.Portable {

    /** A limit that can't be set doesn't keep the command from running. The size of a file is in units of 512 bytes: 2 GiB. */
    private static final String LAUNCHER = "{ echo 1000 > /proc/self/oom_score_adj; ulimit -c 0; ulimit -n 1024; ulimit -f 4194304; } 2>/dev/null;"
            + " command -v setsid >/dev/null 2>&1 && exec setsid \"$@\"; exec \"$@\"";

    /** A process that forks faster than it is killed is fought this often before it is left to the next attempt. */
    private static final int ATTEMPTS = 20;

    private static final int MOST_ENVIRONMENT = 256 * 1024;
    private static final int SESSION_FIELD = 3;

    private final Path root;

    /** @param root the root of the file system; another one in tests */
    public LinuxChildProcesses(Path root) {
        this.root = root;
    }

    @Override
    public List<String> launch(List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCHER, "openclaw-exec"));
        arguments.addAll(command);
        return arguments;
    }

    @Override
    public List<String> shell() {
        Path bash = root.resolve("bin/bash");
        return Files.isExecutable(bash) ? List.of("/bin/bash", "-c") : List.of("/bin/sh", "-c");
    }

    @Override
    public int end(ProcessHandle command, String mark, boolean force) {
        int told = super.end(command, mark, force);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<ProcessHandle> left = belongingTo(command.pid(), mark);
            left.forEach(process -> tell(process, force));
            told += left.size();
            if (left.isEmpty() || !force) {
                return told;
            }
        }
        return told;
    }

    /** What is in the command's session, or carries its mark though it has left that. */
    private List<ProcessHandle> belongingTo(long session, String mark) {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                boolean its = pid != ProcessHandle.current().pid()
                        && (sessionOf(process) == session || isMarked(process, mark));
                if (its) {
                    ProcessHandle.of(pid).filter(ProcessHandle::isAlive).ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return found;
        }
        return found;
    }

    // The name in parentheses may contain anything; the fields after it are: state ppid pgrp session.
    private static long sessionOf(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", SESSION_FIELD + 2);
            return fields[0].equals("Z") ? -1 : Long.parseLong(fields[SESSION_FIELD]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    private static boolean isMarked(Path process, String mark) {
        try (InputStream in = Files.newInputStream(process.resolve("environ"))) {
            String environment = new String(in.readNBytes(MOST_ENVIRONMENT), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + MARK + "=" + mark + "\0");
        } catch (IOException e) {
            // Gone, or another user's.
            return false;
        }
    }
}
