package org.openclaw.appliance.pairing;

import java.time.Clock;
import org.openclaw.appliance.access.Authenticator;
import org.openclaw.appliance.access.PairingListener;
import org.openclaw.appliance.access.PairingRequest;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.SetupCodes;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.websocket.CloseCode;

/** Tells those who may pair devices what happens to devices, and ends connections whose right is gone. Thread-safe. */
public final class PairingEvents implements PairingListener {

    private final Events events;
    private final Clock clock;

    public PairingEvents(Events events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void requested(PairingRequest request) {
        events.publish(Event.DEVICE_PAIR_REQUESTED, DeviceViews.request(request));
    }

    @Override
    public void resolved(String requestId, String deviceId, boolean approved) {
        events.publish(
                Event.DEVICE_PAIR_RESOLVED,
                Json.object()
                        .put("requestId", requestId)
                        .put("deviceId", deviceId)
                        .put("decision", approved ? "approved" : "rejected")
                        .put("ts", clock.millis()));
    }

    @Override
    public void changed() {
        events.publish(Event.DEVICE_PAIR_CHANGED, Json.object());
    }

    @Override
    public void setUp(String setupId, SetupCodes.Completion completion) {
        events.publish(
                completion.delivered() ? Event.DEVICE_PAIR_SETUP_COMPLETED : Event.DEVICE_PAIR_SETUP_UNCERTAIN,
                DeviceViews.completion(setupId, completion));
    }

    @Override
    public void withdrawn(String deviceId, Role role) {
        events.end(
                CloseCode.WITHDRAWN,
                Authenticator.DEVICE_REMOVED,
                caller -> deviceId.equals(caller.grant().deviceId()) && caller.grant().role() == role);
    }
}
