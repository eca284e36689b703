package org.openclaw.appliance.secret;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The gateway's own store. */
final class StoreReader implements SecretReader {

    private final SecretStore store;

    StoreReader(SecretStore store) {
        this.store = store;
    }

    @Override
    public Map<String, Resolution> read(Set<String> ids) throws SecretFault {
        Map<String, Resolution> found = new LinkedHashMap<>();
        try {
            for (SecretStore.Entry entry : store.entries()) {
                if (ids.contains(entry.name()) && !entry.value().isEmpty()) {
                    found.put(entry.name(), new Resolution.Value(entry.value()));
                }
            }
        } catch (IOException e) {
            throw new SecretFault(e.getMessage());
        }
        for (String id : ids) {
            found.putIfAbsent(id, new Resolution.Fault(Resolution.Kind.REMOVED, Optional.empty(),
                    "the secret store has no " + id + "; set it with: openclaw secrets store set " + id));
        }
        return found;
    }
}
