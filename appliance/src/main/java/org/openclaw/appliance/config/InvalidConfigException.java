package org.openclaw.appliance.config;

/** Reading can't go on. Never leaves this package. */
final class InvalidConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    InvalidConfigException(Problem problem) {
        super(problem.text(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
