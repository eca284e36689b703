package org.openclaw.appliance.images.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** The file system of a small Debian machine with systemd and a user called {@value #USER}, unpacked for one test. */
public final class MachineRoot {

    /** The owner: an ordinary account. */
    public static final String USER = "alice";

    private static final String RELEASE = "trixie";
    private static final String PACKAGES =
            "systemd,systemd-sysv,libpam-systemd,dbus,dbus-user-session,procps,util-linux,iproute2,login";
    private static final Path WORK = Path.of("target/machine").toAbsolutePath();
    private static final Path BASE = WORK.resolve("base.tar");

    private MachineRoot() {}

    /** Why there can be no machine here; empty where there can. */
    public static Optional<String> obstacle() {
        boolean tools = Files.isExecutable(Path.of("/usr/bin/systemd-nspawn")) && Files.isExecutable(Path.of("/usr/bin/mmdebstrap"));
        if (!tools) {
            return Optional.of("SKIPPED: a machine with systemd needs Debian's packages systemd-container and mmdebstrap");
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("SKIPPED: a machine with systemd can only be started by root");
    }

    /** A fresh file system of its own. @param name of the test, for the directory */
    public static Path unpack(String name) throws IOException, InterruptedException {
        makeBase();
        Path root = WORK.resolve(name);
        delete(root);
        Files.createDirectories(root);
        Shell.run(List.of("tar", "-C", root.toString(), "-xpf", BASE.toString())).orFail();
        Files.writeString(root.resolve("etc/machine-id"), "");
        Files.writeString(root.resolve("etc/hostname"), "board\n");
        Files.writeString(root.resolve("etc/locale.conf"), "LANG=C.UTF-8\n");
        Path localtime = root.resolve("etc/localtime");
        Files.deleteIfExists(localtime);
        Files.createSymbolicLink(localtime, Path.of("/usr/share/zoneinfo/UTC"));
        Shell.run(List.of("chroot", root.toString(), "useradd", "--create-home", "--shell", "/bin/bash", USER)).orFail();
        return root;
    }

    static void delete(Path root) throws IOException, InterruptedException {
        Shell.run(List.of("rm", "-rf", "--one-file-system", root.toString())).orFail();
    }

    private static void makeBase() throws IOException, InterruptedException {
        if (Files.exists(BASE)) {
            return;
        }
        Files.createDirectories(WORK);
        Path unfinished = WORK.resolve("unfinished.tar");
        Shell.run(List.of("mmdebstrap", "--quiet", "--variant=minbase", "--include=" + PACKAGES, RELEASE, unfinished.toString()))
                .orFail();
        Files.move(unfinished, BASE, StandardCopyOption.ATOMIC_MOVE);
    }
}
