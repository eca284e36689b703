package org.openclaw.appliance.images.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.machine.Shell;

/**
 * What a virtual board boots from: a small Debian with systemd, made once and kept below {@code target/vm}, and a read-only disk
 * with the distribution.
 *
 * @param kernel an uncompressed or self-extracting Linux
 * @param initrd just what finds the disk
 * @param system the root file system, ext4; boards write to a throw-away copy of it
 * @param distribution ext4
 */
public record BoardDisks(Path kernel, Path initrd, Path system, Path distribution) {

    // Its kernel is the newest that QEMU 7.2, which is part of the same release, emulates without stumbling.
    private static final String RELEASE = "bookworm";
    private static final String PACKAGES =
            "systemd,systemd-sysv,udev,kmod,initramfs-tools,linux-image-cloud-amd64,dbus,procps,iproute2,e2fsprogs";
    private static final String NOT_NEEDED = "apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer"
            + " e2scrub_reap.service fstrim.timer getty@tty1.service serial-getty@ttyS0.service serial-getty@ttyS1.service"
            + " systemd-firstboot.service systemd-timesyncd.service systemd-update-utmp.service systemd-networkd.service";
    private static final int BUILD_SECONDS = 600;
    private static final int SYSTEM_MEGABYTES = 600;
    private static final int DISTRIBUTION_MEGABYTES = 256;
    private static final Path WORK = Path.of("target/vm").toAbsolutePath();
    /** Files that are copied over the system's own. */
    private static final Path FILES = Path.of("src/test/resources/vm").toAbsolutePath();

    /** Why there can be none here; empty where there can. */
    public static Optional<String> obstacle() {
        boolean tools = Stream.of("/usr/bin/qemu-system-x86_64", "/usr/bin/mmdebstrap", "/usr/sbin/mke2fs")
                .allMatch(tool -> Files.isExecutable(Path.of(tool)));
        if (!tools) {
            return Optional.of("SKIPPED: a virtual board needs Debian's packages qemu-system-x86, mmdebstrap and e2fsprogs");
        }
        if (!"amd64".equals(System.getProperty("os.arch"))) {
            return Optional.of("SKIPPED: the virtual board has an x86-64 processor, and so has to have what makes its disk");
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("SKIPPED: the disk of a virtual board can only be made by root");
    }

    /** Makes what isn't there yet. */
    public static BoardDisks prepare(Layout layout) throws IOException, InterruptedException {
        Path base = WORK.resolve("system-" + recipe());
        if (!Files.exists(base)) {
            makeSystem(base);
        }
        Path distribution = WORK.resolve("distribution.img");
        makeFileSystem(layout.root(), distribution, DISTRIBUTION_MEGABYTES);
        return new BoardDisks(base.resolve("kernel"), base.resolve("initrd"), base.resolve("root.img"), distribution);
    }

    /** Changes whenever anything that makes the system does. */
    private static String recipe() throws IOException {
        StringBuilder all = new StringBuilder(RELEASE + PACKAGES + NOT_NEEDED);
        try (Stream<Path> files = Files.walk(FILES)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                all.append(FILES.relativize(file)).append(Files.readString(file));
            }
        }
        return Integer.toHexString(all.toString().hashCode());
    }

    private static void makeSystem(Path base) throws IOException, InterruptedException {
        Path unfinished = WORK.resolve("unfinished");
        Path root = unfinished.resolve("root");
        delete(unfinished);
        Files.createDirectories(unfinished);
        Shell.run(
                        BUILD_SECONDS,
                        List.of(
                                "mmdebstrap", "--quiet", "--variant=minbase", "--format=directory", "--include=" + PACKAGES,
                                "--aptopt=APT::Install-Recommends \"false\"",
                                "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*",
                                "--dpkgopt=path-exclude=/usr/share/locale/*",
                                "--essential-hook=copy-in " + FILES.resolve("etc") + " " + FILES.resolve("usr") + " /",
                                "--customize-hook=chroot \"$1\" systemctl --quiet enable agent.service",
                                "--customize-hook=chroot \"$1\" systemctl --quiet mask " + NOT_NEEDED,
                                "--customize-hook=mkdir -p \"$1/opt/openclaw\" && : >\"$1/etc/machine-id\""
                                        + " && ln -sf /usr/share/zoneinfo/UTC \"$1/etc/localtime\"",
                                RELEASE, root.toString()))
                .orFail();
        Files.move(only(root.resolve("boot"), "vmlinuz-"), unfinished.resolve("kernel"));
        Files.move(only(root.resolve("boot"), "initrd.img-"), unfinished.resolve("initrd"));
        makeFileSystem(root, unfinished.resolve("root.img"), SYSTEM_MEGABYTES);
        delete(root);
        Files.move(unfinished, base, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void makeFileSystem(Path content, Path image, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(image.getParent());
        Files.deleteIfExists(image);
        Shell.run(
                        BUILD_SECONDS,
                        List.of(
                                "mke2fs", "-q", "-t", "ext4", "-m", "1", "-d", content.toString(), image.toString(),
                                megabytes + "M"))
                .orFail();
    }

    private static Path only(Path directory, String start) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start)).findFirst().orElseThrow();
        }
    }

    private static void delete(Path tree) throws IOException, InterruptedException {
        Shell.run(List.of("rm", "-rf", "--one-file-system", tree.toString())).orFail();
    }
}
