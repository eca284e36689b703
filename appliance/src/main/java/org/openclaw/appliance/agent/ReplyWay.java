package org.openclaw.appliance.agent;

import java.util.Optional;
import org.openclaw.appliance.protocol.ProtocolException;

/** How the reply of a turn reaches somebody who isn't connected. */
@FunctionalInterface
public interface ReplyWay {

    /** Takes replies one way. */
    @FunctionalInterface
    interface Carrier {

        /**
         * Sends, or queues to be sent. Blocks for a minute at most; the same run's reply is taken once.
         *
         * @return why it won't arrive; empty when it did or will be tried again
         */
        Optional<String> carry(String runId, String text);
    }

    /**
     * Finds a way before the turn begins.
     *
     * @param channel which one; null where there is only one, or the target names it
     * @param to whom; may be null
     * @throws ProtocolException when there is none
     */
    Carrier to(String channel, String to) throws ProtocolException;
}
