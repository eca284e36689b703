package org.openclaw.appliance.images.footprint;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, beside what was promised and what an empty JVM costs. Not thread-safe. */
public final class Report {

    private final Map<Metric, Double> measured = new EnumMap<>(Metric.class);
    private final Map<Metric, Double> floor = new EnumMap<>(Metric.class);

    void put(Metric metric, double value) {
        measured.put(metric, value);
    }

    /** What the same figure is for an empty {@code main} under the same flags. */
    void putFloor(Metric metric, double value) {
        floor.put(metric, value);
    }

    /** One line for each broken promise that has to stop a build. */
    public List<String> failures() {
        return measured.entrySet().stream().filter(row -> row.getKey().failsBuild(row.getValue()))
                .map(row -> "%s: %s, budget %s".formatted(row.getKey().title, text(row.getKey(), row.getValue()),
                        text(row.getKey(), row.getKey().budget))).toList();
    }

    /** A Markdown table that also reads well in a terminal. */
    public String table() {
        StringBuilder out = new StringBuilder();
        String line = "| %-56s | %9s | %9s | %9s | %9s | %-4s |%n";
        out.append(line.formatted("metric", "budget", "hope", "JVM floor", "measured", "ok"));
        out.append("| ---").append(" | ---:".repeat(4)).append(" | --- |").append(System.lineSeparator());
        for (Metric metric : Metric.values()) {
            Double value = measured.get(metric);
            if (value == null) {
                continue;
            }
            out.append(line.formatted(metric.title, text(metric, metric.budget), text(metric, metric.hope),
                    floor.containsKey(metric) ? text(metric, floor.get(metric)) : "", text(metric, value),
                    verdict(metric, value)));
        }
        if (measured.containsKey(Metric.START_WALL)) {
            out.append(String.format(Locale.ROOT, "%nA start takes %.1f times the wall time and %.1f times the CPU of "
                    + "an empty JVM.%n", ratio(Metric.START_WALL), ratio(Metric.START_CPU)));
        }
        return out.toString();
    }

    private double ratio(Metric metric) {
        return measured.get(metric) / Math.max(1, floor.get(metric));
    }

    private static String verdict(Metric metric, double value) {
        return metric.failsBuild(value) ? "NO" : metric.withinBudget(value) ? "yes" : "slow";
    }

    private static String text(Metric metric, double value) {
        String number = value == Math.rint(value) || Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.1f", value);
        return metric.unit == Metric.Unit.PERCENT ? String.format(Locale.ROOT, "%.2f %%", value)
                : (number + " " + metric.unit.label).strip();
    }
}
