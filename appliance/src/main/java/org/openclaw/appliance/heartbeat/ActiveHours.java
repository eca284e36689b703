package org.openclaw.appliance.heartbeat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.openclaw.appliance.config.Config;

/**
 * The hours in which heartbeats are welcome.
 *
 * @param start minute of the day, included
 * @param end minute of the day, excluded; may be 1440. Before the start means across midnight, equal to it never
 */
record ActiveHours(int start, int end, ZoneId zone) {

    static final int DAY = 24 * 60;
    static final ActiveHours ALWAYS = new ActiveHours(0, DAY, ZoneId.of("UTC"));

    /** @param user the zone of {@code agents.defaults.userTimezone}, or the host's */
    static ActiveHours of(Config config, String section, ZoneId user) {
        if (!config.at(section).isObject()) {
            return ALWAYS;
        }
        return new ActiveHours(
                minute(config.text(section + ".start").orElse("00:00"), 0),
                minute(config.text(section + ".end").orElse("24:00"), DAY),
                zone(config.text(section + ".timezone").orElse("user"), user));
    }

    private static int minute(String text, int whenUnclear) {
        if (text.strip().equals("24:00")) {
            return DAY;
        }
        try {
            return LocalTime.parse(text.strip()).toSecondOfDay() / 60;
        } catch (DateTimeException e) {
            return whenUnclear;
        }
    }

    private static ZoneId zone(String name, ZoneId user) {
        try {
            return switch (name) {
                case "user" -> user;
                case "local" -> ZoneId.systemDefault();
                default -> ZoneId.of(name);
            };
        } catch (DateTimeException e) {
            return user;
        }
    }

    boolean contain(Instant time) {
        int minute = time.atZone(zone).toLocalTime().toSecondOfDay() / 60;
        return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
    }
}
