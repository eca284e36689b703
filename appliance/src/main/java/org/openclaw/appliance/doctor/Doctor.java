package org.openclaw.appliance.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runs checks one after the other, and the repairs somebody asked for. */
public final class Doctor {

    private final List<Check> checks;
    private final Supplier<Instance> admission;

    /** @param admission looks at the instance anew: after a repair it isn't what it was */
    public Doctor(List<Check> checks, Supplier<Instance> admission) {
        this.checks = List.copyOf(checks);
        this.admission = admission;
    }

    /**
     * @param repairs which checks' repairs to run, by id
     * @param results is told of each check as soon as it is done
     */
    public void examine(Predicate<String> repairs, Consumer<Result> results) throws InterruptedException {
        Instance instance = admission.get();
        for (Check check : checks) {
            long start = System.nanoTime();
            List<Finding> findings = run(check, instance);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            List<Result.Repaired> repaired = repairs.test(check.id()) ? repair(findings) : List.of();
            if (!repaired.isEmpty()) {
                instance = admission.get();
                findings = run(check, instance);
            }
            results.accept(new Result(check.id(), findings, repaired, took));
        }
    }

    // One broken check must not hide what the others have to say.
    private static List<Finding> run(Check check, Instance instance) throws InterruptedException {
        try {
            return check.run(instance);
        } catch (RuntimeException e) {
            return List.of(Finding.error(check.id() + ": the check itself failed (" + e.getClass().getSimpleName() + ")")
                    .detail("This is a fault of doctor, not of your installation."));
        }
    }

    private static List<Result.Repaired> repair(List<Finding> findings) throws InterruptedException {
        List<Result.Repaired> repaired = new ArrayList<>();
        for (Finding finding : findings) {
            Optional<Fix> fix = finding.fix();
            if (fix.isPresent()) {
                repaired.add(apply(finding, fix.get()));
            }
        }
        return repaired;
    }

    private static Result.Repaired apply(Finding finding, Fix fix) throws InterruptedException {
        try {
            return new Result.Repaired(finding, true, fix.repair().run());
        } catch (FixException e) {
            return new Result.Repaired(finding, false, e.getMessage());
        }
    }
}
