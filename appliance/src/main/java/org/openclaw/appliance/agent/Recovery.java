package org.openclaw.appliance.agent;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * After a restart: tells each session whose turn was cut off, and lets main sessions go on, at most {@value #MOST_TRIES} times
 * in a row, so that a turn which itself brings the gateway down doesn't do so for ever.
 */
final class Recovery {

    static final int MOST_TRIES = 3;

    private static final String MARK = "~resumed";
    private static final String LOST =
            "The gateway stopped before it could finish the answer to your last message. Please send it again.";
    private static final String GOES_ON = "The gateway was restarted before it had finished the answer; it goes on now.";
    private static final String TASK = "[The gateway was restarted before your last turn was over. Go on with what the user "
            + "asked for last; first make sure what of it has been done already.]";
    private static final TaggedLogger LOG = Logger.tag("agent/recovery");

    private final Sessions sessions;
    private final AgentRuns runs;
    private final Clock clock;

    Recovery(Sessions sessions, AgentRuns runs, Clock clock) {
        this.sessions = sessions;
        this.runs = runs;
        this.clock = clock;
    }

    /** Once, at start. @param others tells of a run's id whether somebody else takes care of it */
    void begin(Predicate<String> others) {
        Map<SessionKey, Run> newest = new LinkedHashMap<>();
        sessions.interruptedRuns().stream().filter(run -> !others.test(run.id())).forEach(run -> newest.put(run.key(), run));
        newest.values().forEach(this::recover);
    }

    private void recover(Run run) {
        int tries = tries(run.id());
        boolean again = run.key().isMain() && tries < MOST_TRIES;
        if (!again) {
            tell(run, LOST);
            return;
        }
        String id = base(run.id()) + MARK + (tries + 1);
        try {
            // Who asked isn't known any more, so nothing is done in the owner's name.
            runs.start(RunRequest.message(id, run.key(), TASK, false).withoutCommands().withQueue(QueueMode.LANE));
            tell(run, GOES_ON);
            LOG.info("run {} of {} was cut off by a restart and goes on as {}", run.id(), run.key(), id);
        } catch (ProtocolException e) {
            LOG.warn("run {} of {} can't go on: {}", run.id(), run.key(), e.getMessage());
            tell(run, LOST);
        }
    }

    private void tell(Run run, String sentence) {
        sessions.append(run.key(), Conversation.notice(run.id(), sentence, true, clock.millis()));
    }

    private static int tries(String runId) {
        int at = runId.lastIndexOf(MARK);
        String number = at < 0 ? "" : runId.substring(at + MARK.length());
        return number.matches("\\d") ? Integer.parseInt(number) : 0;
    }

    private static String base(String runId) {
        int at = runId.lastIndexOf(MARK);
        return at < 0 ? runId : runId.substring(0, at);
    }
}
