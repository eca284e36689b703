package org.openclaw.appliance.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** Why a change of the configuration was refused, as the protocol says it. */
final class WriteErrors {

    private static final int MOST_IN_MESSAGE = 3;

    private WriteErrors() {}

    /** @param advice what to do about it, appended to the message */
    static ProtocolException invalid(List<Problem> problems, String advice) {
        String first = problems.stream()
                .limit(MOST_IN_MESSAGE)
                .map(problem -> problem.path() + ": " + problem.message())
                .collect(Collectors.joining("; "));
        int hidden = Math.max(0, problems.size() - MOST_IN_MESSAGE);
        String more = hidden == 0 ? "" : " (+" + hidden + " more issue" + (hidden == 1 ? "" : "s") + ")";
        return new ProtocolException(ErrorShape.invalid("invalid config: " + first + more + advice)
                .withDetails(Json.object().set("issues", ConfigView.issues(problems))));
    }
}
