package org.openclaw.appliance.secret;

import java.util.Map;
import java.util.Set;

/** One provider, asked for several secrets at once. May block as long as its own time limit says. */
interface SecretReader {

    /**
     * @param ids well-formed for this kind of provider
     * @return an outcome for each id
     * @throws SecretFault when none of them can be had
     */
    Map<String, Resolution> read(Set<String> ids) throws SecretFault, InterruptedException;
}
