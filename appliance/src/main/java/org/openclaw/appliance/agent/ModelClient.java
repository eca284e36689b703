package org.openclaw.appliance.agent;

import java.util.List;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.ModelListener;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.ProviderException;

/** Asks models: {@code Models::complete}. */
@FunctionalInterface
public interface ModelClient {

    ModelReply complete(List<ModelRef> order, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException;
}
