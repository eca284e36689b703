package org.openclaw.appliance.images.footprint;

/** The promises about cost: what is measured, what it may be at most (or at least) and what it ought to become. */
enum Metric {
    IDLE_PSS("idle, ready, no client: PSS", Unit.MB, 72, 60),
    IDLE_ANON("idle, ready, no client: anonymous", Unit.MB, 32, 24),
    CLIENTS_PSS("100 idle WebSocket clients: added PSS", Unit.MB_MORE, 3, 1),
    WORKED_PSS("after every feature once + 50,000 round trips: PSS", Unit.MB, 92, 80),
    WORKED_ANON("after every feature once + 50,000 round trips: anonymous", Unit.MB, 50, 40),
    CROWD_PEAK("500 clients during 200 agent turns: peak RSS", Unit.MB, 120, 100),
    START_WALL("exec to /health 200: wall", Unit.MILLIS, 500, 250),
    START_CPU("exec to /health 200: CPU", Unit.MILLIS, 500, 300),
    FIRST_TURN("exec to first finished agent turn: wall", Unit.MILLIS, 1000, 500),
    IDLE_CPU("idle: CPU of one core", Unit.PERCENT, 0.5, 0.2),
    IDLE_WAKEUPS("idle: wake-ups", Unit.PER_SECOND_AT_MOST, 5, 2),
    IDLE_WRITES("idle: written to storage, were every hour so", Unit.MB, 1, 0.3),
    STATUS_JVMS("status, gateway running: JVMs started", Unit.COUNT, 0, 0),
    STATUS_RSS("status, gateway running: largest process", Unit.MB, 6, 3),
    STATUS_DOWN_WALL("status, gateway down: wall", Unit.MILLIS, 300, 120),
    STATUS_DOWN_RSS("status, gateway down: peak RSS", Unit.MB, 55, 40),
    HEALTH_P50("health, 1 connection: p50", Unit.MICROS, 150, 60),
    HEALTH_RATE("health, 50 connections: calls", Unit.PER_SECOND_AT_LEAST, 8_000, 20_000),
    FIRST_TOKEN_P50("chat.send to first token, instant provider: p50", Unit.MILLIS, 5, 2),
    FIRST_TOKEN_P99("chat.send to first token, instant provider: p99", Unit.MILLIS, 20, 8),
    TURN_RATE("agent turns, 8 at once, instant provider", Unit.PER_SECOND_AT_LEAST, 120, 300),
    TURN_CPU("agent turn, instant provider: CPU", Unit.MILLIS, 8, 3),
    FAN_OUT_RATE("one streamed turn to 100 clients: events", Unit.PER_SECOND_AT_LEAST, 40_000, 100_000),
    FAN_OUT_CPU("one streamed turn to 100 clients: CPU an event", Unit.MICROS, 20, 10),
    SESSIONS_P50("sessions.list, page of 50 of 1,000: p50", Unit.MILLIS, 5, 1),
    DISK("distribution, unpacked", Unit.MB, 130, 90);

    /** Memory and size hold exactly; time depends on the machine and its neighbours, so it gets a wide margin. */
    enum Unit {
        MB("MB", 1, true),
        /** The difference of two readings, each good to about 0.3 MB. */
        MB_MORE("MB", 1.2, true),
        COUNT("", 1, true),
        MILLIS("ms", 3, true),
        MICROS("µs", 3, true),
        PERCENT("%", 3, true),
        PER_SECOND_AT_MOST("/s", 3, true),
        PER_SECOND_AT_LEAST("/s", 3, false);

        final String label;
        private final double margin;
        private final boolean lessIsBetter;

        Unit(String label, double margin, boolean lessIsBetter) {
            this.label = label;
            this.margin = margin;
            this.lessIsBetter = lessIsBetter;
        }
    }

    final String title;
    final Unit unit;
    final double budget;
    final double hope;

    Metric(String title, Unit unit, double budget, double hope) {
        this.title = title;
        this.unit = unit;
        this.budget = budget;
        this.hope = hope;
    }

    boolean withinBudget(double value) {
        return unit.lessIsBetter ? value <= budget : value >= budget;
    }

    /** Whether the build has to stop. */
    boolean failsBuild(double value) {
        return unit.lessIsBetter ? value > budget * unit.margin : value < budget / unit.margin;
    }
}
