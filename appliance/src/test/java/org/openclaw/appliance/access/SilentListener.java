package org.openclaw.appliance.access;

/** Nobody is told. */
public class SilentListener implements PairingListener {

    /** Pairing on a database, with nobody listening. */
    public static Pairing pairing(org.openclaw.appliance.store.Store store) {
        return new Pairing(
                store,
                new DeviceTokens(new byte[32]),
                new SilentListener(),
                () -> new AutoApproval(true, java.util.List.of(), java.util.List.of()),
                java.time.Clock.systemUTC(),
                () -> System.nanoTime() / 1_000_000);
    }

    @Override
    public void requested(PairingRequest request) {}

    @Override
    public void resolved(String requestId, String deviceId, boolean approved) {}

    @Override
    public void changed() {}

    @Override
    public void setUp(String setupId, SetupCodes.Completion completion) {}

    @Override
    public void withdrawn(String deviceId, Role role) {}
}
