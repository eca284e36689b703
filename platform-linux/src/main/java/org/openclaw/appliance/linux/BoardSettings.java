package org.openclaw.appliance.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kernel and firmware settings that decide how a board with little memory fares. Reads only files. */
final class BoardSettings {

    private static final int LONGEST = 64 * 1024;

    /** Boards with more than this have no need to be frugal, in MiB. */
    private static final long SMALL = 1100;

    private static final Pattern GPU_MEMORY = Pattern.compile("(?m)^\\s*gpu_mem(?:_\\d+)?=(\\d{1,4})");
    private static final int LEAST_GPU_MEMORY = 16;

    private final Path root;

    BoardSettings(Path root) {
        this.root = root;
    }

    /** @param model the board's model, as the firmware tells it */
    List<String> advice(String model) {
        boolean pi = model.startsWith("Raspberry Pi");
        String commandLine = pi ? "the one line of " + file("boot/firmware/cmdline.txt", "boot/cmdline.txt")
                : "the kernel's command line";
        List<String> advice = new ArrayList<>();
        if (Files.notExists(root.resolve("proc/pressure/memory"))) {
            advice.add("The kernel doesn't tell how much it waits for memory: add psi=1 to " + commandLine + " and reboot.");
        }
        if (memoryGroupsOff()) {
            advice.add("Services have no memory limits: add cgroup_enable=memory to " + commandLine + " and reboot.");
        }
        if (isSmall() && !hasCompressedSwap()) {
            advice.add("There is no compressed swap: sudo apt install systemd-zram-generator, with zram-size = ram / 2 in "
                    + "/etc/systemd/zram-generator.conf.");
        }
        if (pi && isSmall()) {
            graphics().ifPresent(advice::add);
        }
        return advice;
    }

    private Optional<String> graphics() {
        String place = file("boot/firmware/config.txt", "boot/config.txt");
        Matcher written = GPU_MEMORY.matcher(text(place.substring(1)).orElse(""));
        boolean enough = written.find() && Integer.parseInt(written.group(1)) <= LEAST_GPU_MEMORY;
        return enough
                ? Optional.empty()
                : Optional.of("The graphics processor keeps memory that a board without a screen has no use for: put gpu_mem="
                        + LEAST_GPU_MEMORY + " into " + place + " and reboot.");
    }

    /** Version 2 lists the controllers it has; version 1 has a table with a column "enabled". */
    private boolean memoryGroupsOff() {
        Optional<String> controllers = text("sys/fs/cgroup/cgroup.controllers");
        if (controllers.isPresent()) {
            return !List.of(controllers.get().strip().split("\\s+")).contains("memory");
        }
        return text("proc/cgroups").filter(table -> table.matches("(?s).*\\nmemory\\s+\\d+\\s+\\d+\\s+0\\s.*")).isPresent();
    }

    private boolean hasCompressedSwap() {
        return text("proc/swaps").filter(table -> table.contains("zram")).isPresent();
    }

    private boolean isSmall() {
        FieldFile meminfo = new FieldFile(root.resolve("proc/meminfo"));
        meminfo.refresh();
        long total = meminfo.value(FieldFile.name("MemTotal"));
        return total >= 0 && total < SMALL * 1024 * 1024;
    }

    private String file(String newer, String older) {
        return "/" + (Files.exists(root.resolve(newer)) || Files.notExists(root.resolve(older)) ? newer : older);
    }

    private Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
