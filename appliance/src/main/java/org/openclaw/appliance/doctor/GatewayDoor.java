package org.openclaw.appliance.doctor;

import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.client.Target;

/** How this instance's commands reach their gateway. */
public interface GatewayDoor {

    /** @throws ClientException when configuration and environment name no usable gateway */
    Target target() throws ClientException;

    /** Lets us in as a command would be, but leaves no trace on either side. @throws ClientException as for a command */
    GatewayConnection look() throws ClientException, InterruptedException;
}
