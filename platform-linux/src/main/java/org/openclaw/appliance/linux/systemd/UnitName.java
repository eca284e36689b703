package org.openclaw.appliance.linux.systemd;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.ServiceException;

/** What the gateway's units are called, now and in former times. */
final class UnitName {

    /** The default profile's second name. */
    static final String ALIAS = "openclaw.service";

    private static final String BASE = "openclaw-gateway";
    private static final Pattern OWN = Pattern.compile("openclaw-gateway(?:-([a-z0-9][a-z0-9_.-]*))?\\.service");
    private static final Pattern LEGACY = Pattern.compile("(?:clawdbot|moltbot)(?:-gateway(?:-.+)?)?\\.service");
    private static final Pattern PROFILE = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]{0,240}");

    private UnitName() {}

    /** The service of a profile, without the suffix of units. */
    static String service(Optional<String> profile) {
        return profile.map(name -> BASE + "-" + name).orElse(BASE);
    }

    static String of(Optional<String> profile) {
        return service(profile) + ".service";
    }

    /** The unit of a service; empty for what can't be the name of one. */
    static Optional<String> of(String service) {
        String unit = service.endsWith(".service") ? service : service + ".service";
        return UNIT.matcher(unit).matches() ? Optional.of(unit) : Optional.empty();
    }

    static void check(Optional<String> profile) throws ServiceException {
        if (profile.isPresent() && !PROFILE.matcher(profile.get()).matches()) {
            throw new ServiceException("the profile \"" + profile.get()
                    + "\" can't be part of a unit's name; use lower-case letters, digits, '-', '_' and '.'");
        }
    }

    /** Whether a unit is called as this product calls its own. */
    static boolean isOwn(String unit) {
        return OWN.matcher(unit).matches();
    }

    /** The profile in the name of an own unit; empty for the default one. */
    static Optional<String> profile(String unit) {
        var matcher = OWN.matcher(unit);
        return matcher.matches() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    /** Whether a unit is called as older versions of the product called it. */
    static boolean isLegacy(String unit) {
        return LEGACY.matcher(unit).matches();
    }

    /** What older versions called the unit of a profile. */
    static List<String> legacy(Optional<String> profile) {
        String suffix = profile.map(name -> "-" + name).orElse("") + ".service";
        return List.of("clawdbot-gateway" + suffix, "moltbot-gateway" + suffix);
    }
}
