package org.openclaw.appliance.platform;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What any JVM can tell without asking the operating system; for systems that have no module. */
public final class PortablePlatform implements Platform {

    @Override
    public String name() {
        return System.getProperty("os.name", "unknown");
    }

    @Override
    public boolean isThisSystem() {
        return true;
    }

    @Override
    public HostFacts hostFacts() {
        return new JvmHostFacts();
    }

    @Override
    public MemoryProbe memoryProbe() {
        return MemorySample::clear;
    }

    @Override
    public SupervisorNotifier supervisorNotifier() {
        return new SilentNotifier();
    }

    @Override
    public ServiceSupervisor serviceSupervisor() {
        return new NoSupervisor();
    }

    @Override
    public ProcessInspector processInspector() {
        return port -> Optional.empty();
    }

    /** The JVM's own view of the host. Also the base of systems that know little more. */
    public static class JvmHostFacts implements HostFacts {

        @Override
        public String platform() {
            String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            if (os.startsWith("mac")) {
                return "darwin";
            }
            return os.startsWith("windows") ? "win32" : "linux";
        }

        @Override
        public String release() {
            return System.getProperty("os.version", "unknown");
        }

        @Override
        public String arch() {
            return switch (System.getProperty("os.arch", "unknown")) {
                case "amd64", "x86_64" -> "x64";
                case "aarch64" -> "arm64";
                case String other -> other;
            };
        }

        @Override
        public String hostname() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }

        @Override
        public String model() {
            return "unknown";
        }

        @Override
        public int processors() {
            return Runtime.getRuntime().availableProcessors();
        }

        @Override
        public OptionalLong totalMemoryBytes() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong hostUptimeMillis() {
            return OptionalLong.empty();
        }

        @Override
        public List<Double> loadAverage() {
            return List.of();
        }

        @Override
        public List<String> addresses() {
            List<InetAddress> found = new ArrayList<>();
            try {
                for (NetworkInterface face : NetworkInterface.networkInterfaces().toList()) {
                    if (face.isUp() && !face.isLoopback()) {
                        face.getInterfaceAddresses().stream().map(InterfaceAddress::getAddress).forEach(found::add);
                    }
                }
            } catch (SocketException e) {
                return List.of();
            }
            return found.stream()
                    .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .map(InetAddress::getHostAddress)
                    .toList();
        }

        @Override
        public boolean inContainer() {
            return false;
        }
    }

    private static final class SilentNotifier implements SupervisorNotifier {

        @Override
        public boolean listening() {
            return false;
        }

        @Override
        public void ready() {}

        @Override
        public void status(String text) {}

        @Override
        public void stopping() {}

        @Override
        public void extendTimeout(Duration more) {}

        @Override
        public OptionalLong watchdogMicros() {
            return OptionalLong.empty();
        }

        @Override
        public void alive() {}

        @Override
        public void reloading() {}

        @Override
        public void failed(int errno) {}
    }
}
