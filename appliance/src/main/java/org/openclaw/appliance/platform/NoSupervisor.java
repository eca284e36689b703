package org.openclaw.appliance.platform;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where there is no service manager, or none this product knows: everything that would change something says so. */
final class NoSupervisor implements ServiceSupervisor {

    private static final String OBSTACLE = "this system has no service manager that OpenClaw knows (systemd, launchd, "
            + "Windows services); run `openclaw gateway run` under the supervisor you use";

    @Override
    public String kind() {
        return "none";
    }

    @Override
    public boolean supervisesThisProcess() {
        return false;
    }

    @Override
    public String serviceName(Optional<String> profile) {
        return profile.map(name -> "openclaw-gateway-" + name).orElse("openclaw-gateway");
    }

    @Override
    public Optional<State> state(String service) {
        return Optional.empty();
    }

    @Override
    public Optional<InstalledService> installed(String service) {
        return Optional.empty();
    }

    @Override
    public void install(ServicePlan plan, Consumer<String> steps) throws ServiceException {
        throw new ServiceException(OBSTACLE);
    }

    @Override
    public void uninstall(String service, Consumer<String> steps) {}

    @Override
    public void start(String service) throws ServiceException {
        throw new ServiceException(OBSTACLE);
    }

    @Override
    public void stop(String service, boolean staysOff) {}

    @Override
    public void restart(String service) throws ServiceException {
        throw new ServiceException(OBSTACLE);
    }

    @Override
    public List<String> drift(ServicePlan plan) {
        return List.of();
    }

    @Override
    public List<OtherService> others(boolean deep) {
        return List.of();
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.of(OBSTACLE);
    }
}
