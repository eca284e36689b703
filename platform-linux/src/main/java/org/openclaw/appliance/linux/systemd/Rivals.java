package org.openclaw.appliance.linux.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.ServiceException;

/** Other units that would run the same gateway a second time. */
final class Rivals {

    private final Systemctl systemctl;
    private final Units units;

    Rivals(Systemctl systemctl, Units units) {
        this.systemctl = systemctl;
        this.units = units;
    }

    /** @throws ServiceException where one of them runs; those that don't are told as a hint */
    void refuse(Manager own, Optional<String> profile, Consumer<String> hints) throws ServiceException {
        for (Manager manager : Manager.values()) {
            List<Definition> found = of(own, manager, profile);
            Set<String> active =
                    systemctl.active(manager, found.stream().map(Definition::unit).toList());
            for (Definition rival : found) {
                String cleanup = Cleanup.command(rival);
                if (active.contains(rival.unit())) {
                    throw new ServiceException(rival.file() + " runs a gateway already, and two can't share its port and"
                            + " state. Stop and remove it first: " + cleanup);
                }
                hints.accept(rival.file() + " defines a gateway too, though it doesn't run now. Remove it: " + cleanup);
            }
        }
    }

    private List<Definition> of(Manager own, Manager manager, Optional<String> profile) {
        List<String> names = new ArrayList<>(UnitName.legacy(profile));
        if (manager != own) {
            names.add(UnitName.of(profile));
        }
        if (profile.isEmpty()) {
            names.add(UnitName.ALIAS);
        }
        List<Definition> found = new ArrayList<>();
        for (String name : names) {
            units.find(manager, name).filter(rival -> isRival(rival, own, profile)).ifPresent(found::add);
        }
        return found.stream().distinct().toList();
    }

    /** The short name is a rival's only where somebody else has taken it. */
    private static boolean isRival(Definition rival, Manager own, Optional<String> profile) {
        boolean isOwn = rival.manager() == own && rival.unit().equals(UnitName.of(profile));
        return !isOwn && (!rival.unit().equals(UnitName.ALIAS) || GatewayUnits.runsGateway(rival.settings().command()));
    }
}
