package org.openclaw.appliance.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.openclaw.appliance.linux.account.Account;
import org.openclaw.appliance.linux.account.Accounts;
import org.openclaw.appliance.platform.PortablePlatform;

/** Facts from {@code /proc} and {@code /sys}; no process is started for them. */
public final class LinuxHostFacts extends PortablePlatform.JvmHostFacts {

    private static final String[] CONTAINER_MARKS = {
        "/docker/", "/docker-", "/kubepods", "/libpod-", "/lxc/", "/machine.slice/machine-"
    };

    private final Path root;
    private final Map<String, String> environment;

    /** @param root the root of the file system; another one in tests */
    public LinuxHostFacts(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    @Override
    public String platform() {
        return "linux";
    }

    @Override
    public String release() {
        return text("proc/sys/kernel/osrelease").orElse("unknown");
    }

    @Override
    public String hostname() {
        return text("proc/sys/kernel/hostname").filter(name -> !name.equals("(none)")).orElse("localhost");
    }

    /** The device tree's model on boards such as the Raspberry Pi, vendor and product from DMI on PCs. */
    @Override
    public String model() {
        return text("proc/device-tree/model")
                .or(() -> text("sys/firmware/devicetree/base/model"))
                .or(this::dmiModel)
                .orElse("unknown");
    }

    @Override
    public OptionalLong totalMemoryBytes() {
        FieldFile meminfo = new FieldFile(root.resolve("proc/meminfo"));
        meminfo.refresh();
        long total = meminfo.value(FieldFile.name("MemTotal"));
        return total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
    }

    @Override
    public OptionalLong hostUptimeMillis() {
        return numbers("proc/uptime", 1).stream().mapToLong(seconds -> Math.round(seconds * 1000)).findFirst();
    }

    @Override
    public List<Double> loadAverage() {
        List<Double> averages = numbers("proc/loadavg", 3);
        return averages.size() == 3 ? averages : List.of();
    }

    @Override
    public Optional<Path> homeOf(String account) {
        return new Accounts(root).named(account).map(Account::home);
    }

    @Override
    public List<String> advice() {
        return inContainer() ? List.of() : new BoardSettings(root).advice(model());
    }

    @Override
    public boolean inContainer() {
        return !environment.getOrDefault("container", "").isBlank()
                || Files.exists(root.resolve(".dockerenv"))
                || Files.exists(root.resolve("run/.containerenv"))
                || text("run/systemd/container").isPresent()
                || text("proc/self/cgroup").filter(LinuxHostFacts::namesContainer).isPresent();
    }

    private static boolean namesContainer(String cgroups) {
        return Arrays.stream(CONTAINER_MARKS).anyMatch(cgroups::contains);
    }

    private Optional<String> dmiModel() {
        String model = Stream.of("sys_vendor", "product_name")
                .flatMap(name -> text("sys/class/dmi/id/" + name).stream())
                .reduce((vendor, product) -> product.startsWith(vendor) ? product : vendor + " " + product)
                .orElse("");
        return model.isEmpty() ? Optional.empty() : Optional.of(model);
    }

    private List<Double> numbers(String file, int count) {
        try {
            return Arrays.stream(text(file).orElse("").split("\\s+"))
                    .limit(count)
                    .filter(word -> !word.isEmpty())
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            return List.of();
        }
    }

    private Optional<String> text(String file) {
        return SmallFile.text(root.resolve(file)).filter(text -> !text.isEmpty());
    }
}
