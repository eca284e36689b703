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
import org.openclaw.appliance.platform.MemoryProbe;

/** Kernel and firmware settings that decide how a board with little memory fares. Reads only files. */
final class BoardSettings {

    private static final int LONGEST = 64 * 1024;

    /** Boards with more than this have no need to be frugal, in MiB. */
    private static final long SMALL = 1100;

    private static final long MIB = 1 << 20;

    /** Less compressed swap than this part of the memory isn't worth its name. */
    private static final int LEAST_SWAP_PART = 4;

    private static final Pattern GPU_MEMORY = Pattern.compile("(?m)^\\s*gpu_mem(?:_\\d+)?=(\\d{1,4})");
    private static final int LEAST_GPU_MEMORY = 16;

    private final Path root;
    private final Zram zram;

    BoardSettings(Path root) {
        this.root = root;
        this.zram = new Zram(root);
    }

    /** @param model the board's model, as the firmware tells it */
    List<String> advice(String model) {
        boolean pi = model.startsWith("Raspberry Pi");
        String commandLine = pi ? "the one line of " + file("boot/firmware/cmdline.txt", "boot/cmdline.txt")
                : "the kernel's command line";
        List<String> advice = new ArrayList<>();
        if (Files.notExists(root.resolve("proc/pressure/memory"))) {
            advice.add("The kernel doesn't tell how much it waits for memory: " + turnOn("psi=1", commandLine));
        }
        if (memoryGroupsOff()) {
            advice.add("Services have no memory limits: " + turnOn("cgroup_enable=memory", commandLine));
        }
        if (isSmall() && !hasCompressedSwap()) {
            advice.add("There is no compressed swap: sudo apt install systemd-zram-generator, with zram-size = ram / 2 in "
                    + "/etc/systemd/zram-generator.conf.");
        } else if (isSmall() && compressedSwap() < total() / LEAST_SWAP_PART) {
            advice.add("Compressed swap is small (" + compressedSwap() / MIB + " MB): zram-size = ram / 2 in "
                    + "/etc/systemd/zram-generator.conf, or PERCENT=50 in /etc/default/zramswap, lets the gateway's idle pages go there.");
        }
        if (pi && isSmall()) {
            graphics().ifPresent(advice::add);
        }
        return advice;
    }

    /** Kernels tell on what command line they were started, and what they were told need not be what they do. */
    private String turnOn(String word, String commandLine) {
        if (hasWord("proc/cmdline", word)) {
            return word + " is on the kernel's command line, but this kernel doesn't follow it; a newer kernel or firmware may.";
        }
        boolean written = hasWord("boot/firmware/cmdline.txt", word) || hasWord("boot/cmdline.txt", word);
        return written ? word + " is in " + commandLine + " already; reboot." : "add " + word + " to " + commandLine + " and reboot.";
    }

    private boolean hasWord(String file, String word) {
        return text(file).filter(line -> List.of(line.strip().split("\\s+")).contains(word)).isPresent();
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
        return zram.swap().isPresent();
    }

    private long compressedSwap() {
        return zram.swap().map(MemoryProbe.CompressedSwap::size).orElse(0L);
    }

    private boolean isSmall() {
        return total() >= 0 && total() < SMALL * MIB;
    }

    private long total() {
        FieldFile meminfo = new FieldFile(root.resolve("proc/meminfo"));
        meminfo.refresh();
        return meminfo.value(FieldFile.name("MemTotal"));
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
