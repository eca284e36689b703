package org.openclaw.appliance.access;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Which devices may connect as what: lets them in, keeps them waiting, approves them. Blocks on the disk. Thread-safe. */
public final class Pairing {

    static final String BY_OWNER = "owner";
    static final String BY_SETUP_CODE = "setup-code";

    private static final TaggedLogger LOG = Logger.tag("gateway/pairing");

    private final PairingListener listener;
    private final Supplier<AutoApproval> autoApproval;
    private final Clock clock;
    private final PairedDevices devices;
    private final PairingRequests requests;
    private final SetupCodes codes;
    private final ScopeUpgrades upgrades;

    /**
     * @param tokens makes the tokens of the devices in the store
     * @param autoApproval which devices need nobody's approval; asked on every attempt
     * @param monotonicMillis a clock that never jumps
     */
    public Pairing(
            Store store,
            DeviceTokens tokens,
            PairingListener listener,
            Supplier<AutoApproval> autoApproval,
            Clock clock,
            LongSupplier monotonicMillis) {
        this.listener = listener;
        this.autoApproval = autoApproval;
        this.clock = clock;
        this.devices = new PairedDevices(store, tokens, clock);
        this.requests = new PairingRequests(monotonicMillis);
        this.codes = new SetupCodes(clock, monotonicMillis);
        this.upgrades = new ScopeUpgrades(this, monotonicMillis);
    }

    /** Devices that wait, the newest first. */
    public List<PairingRequest> waiting() {
        return requests.list();
    }

    /** Approved devices, the latest first. */
    public List<PairedDevice> paired() {
        return devices.all();
    }

    public Optional<PairedDevice> find(String deviceId) {
        return devices.find(deviceId);
    }

    public SetupCodes setupCodes() {
        return codes;
    }

    public ScopeUpgrades scopeUpgrades() {
        return upgrades;
    }

    /** Whether the text is the device's present token for the role. */
    public boolean verifies(String deviceId, Role role, String candidate) {
        return find(deviceId).map(device -> verifies(device, role, candidate)).orElse(false);
    }

    boolean verifies(PairedDevice device, Role role, String candidate) {
        return device.token(role)
                .map(grant -> grant.secret().matches(candidate))
                .orElse(false);
    }

    /** Lets the device in that has proven itself by its token. */
    Admission readmit(Candidate candidate, String token) {
        Optional<PairedDevice> known = find(candidate.deviceId());
        Optional<Obstacle> obstacle = obstacle(candidate, known);
        if (obstacle.isPresent()) {
            return wait(candidate, known, obstacle.get());
        }
        TokenGrant grant = known.orElseThrow().token(candidate.role()).orElseThrow();
        devices.note(known.get(), candidate.role(), true);
        // Its own, not one made anew: the key may not be the one it was made with.
        return new Admission.Admitted(List.of(PairedDevices.issued(grant, token)), candidate.scopes());
    }

    /** Lets a device in whose user is known. @param method such as {@code token} */
    Admission admit(Candidate candidate, String method) {
        Optional<PairedDevice> known = find(candidate.deviceId());
        Optional<Obstacle> obstacle = obstacle(candidate, known);
        if (obstacle.isEmpty()) {
            return new Admission.Admitted(List.of(enter(known.orElseThrow(), candidate)), candidate.scopes());
        }
        return autoApproval.get()
                .judge(candidate, method, known.isPresent(), obstacle.get())
                .map(approval -> approved(candidate, known, approval))
                .orElseGet(() -> wait(candidate, known, obstacle.get()));
    }

    /** Lets the device in that a setup code is for, and hands over the other role's token too. */
    Admission admit(Candidate candidate, SetupCodes.Code code) {
        if (!candidate.asksWithin(code.access().scopes())) {
            return wait(candidate, find(candidate.deviceId()), Obstacle.SCOPE_UPGRADE);
        }
        if (!codes.claim(code, candidate.deviceId(), candidate.claims().displayName())) {
            return new Admission.CodeSpent();
        }
        PairedDevice device = approve(
                candidate, List.of(candidate.role(), Role.NODE, Role.OPERATOR), code.access().scopes(), BY_SETUP_CODE);
        resolve(requests.drop(device.id()).map(PairingRequest::id), device.id());
        List<IssuedToken> issued = new ArrayList<>();
        issued.add(devices.issued(device, candidate.role()));
        issued.add(devices.issued(device, candidate.role() == Role.NODE ? Role.OPERATOR : Role.NODE));
        return new Admission.Admitted(issued, candidate.scopes());
    }

    /** The tokens that a setup code bought were sent to the device, or the connection was lost first. Never blocks. */
    void handedOver(String deviceId, boolean delivered) {
        codes.handedOver(deviceId, delivered).ifPresent(code -> listener.setUp(code.setupId(), code.completion()));
    }

    /** Whether the token given at a connect is still the device's token for that role. */
    boolean current(String deviceId, IssuedToken issued) {
        return verifies(deviceId, issued.role(), issued.token());
    }

    private static Optional<Obstacle> obstacle(Candidate candidate, Optional<PairedDevice> known) {
        if (known.isEmpty()) {
            return Optional.of(Obstacle.NOT_PAIRED);
        }
        if (candidate.claims().contradicts(known.get().claims())) {
            return Optional.of(Obstacle.METADATA_UPGRADE);
        }
        if (!known.get().roles().contains(candidate.role())) {
            return Optional.of(Obstacle.ROLE_UPGRADE);
        }
        boolean within = candidate.role() == Role.NODE || candidate.asksWithin(known.get().scopes());
        return within ? Optional.empty() : Optional.of(Obstacle.SCOPE_UPGRADE);
    }

    private Admission wait(Candidate candidate, Optional<PairedDevice> known, Obstacle obstacle) {
        return new Admission.Waiting(ask(candidate, known.isPresent(), obstacle), obstacle, known);
    }

    /** Has the candidate wait for the owner. */
    PairingRequest ask(Candidate candidate, boolean repair, Obstacle obstacle) {
        PairingRequests.Asked asked = requests.ask(candidate, repair, clock.millis());
        asked.gone().forEach(gone -> resolved(gone.id(), gone.deviceId(), false));
        if (asked.fresh()) {
            LOG.info(
                    "device {} waits for approval ({}): `openclaw devices approve {}`",
                    candidate.deviceId(), obstacle.wireName(), asked.request().id());
            listener.requested(asked.request());
        }
        return asked.request();
    }

    private IssuedToken enter(PairedDevice device, Candidate candidate) {
        TokenGrant grant = device.token(candidate.role()).orElseThrow();
        if (candidate.role() == Role.OPERATOR && !candidate.asksWithin(grant.scopes())) {
            // Who knows the shared secret gets all that was approved, even where the token had been narrowed.
            return devices.widened(device, grant);
        }
        devices.note(device, candidate.role(), false);
        return devices.issued(device, candidate.role());
    }

    private Admission approved(Candidate candidate, Optional<PairedDevice> known, AutoApproval.Approval approval) {
        PairedDevice device = known.filter(paired -> covers(paired, candidate.role(), approval.scopes()))
                .orElseGet(() -> approveUnasked(candidate, approval));
        List<String> scopes = candidate.scopes().stream()
                .filter(scope -> Scope.admits(device.scopes(), scope))
                .toList();
        return new Admission.Admitted(List.of(devices.issued(device, candidate.role())), scopes);
    }

    private static boolean covers(PairedDevice device, Role role, List<String> scopes) {
        return device.token(role)
                .filter(grant -> scopes.stream().allMatch(scope -> Scope.admits(grant.scopes(), scope)))
                .isPresent();
    }

    private PairedDevice approveUnasked(Candidate candidate, AutoApproval.Approval approval) {
        PairedDevice device = approve(candidate, List.of(candidate.role()), approval.scopes(), approval.via());
        LOG.info("device {} approved without asking ({})", device.id(), approval.via());
        resolve(
                Optional.of(requests.drop(device.id())
                        .map(PairingRequest::id)
                        .orElseGet(() -> UUID.randomUUID().toString())),
                device.id());
        return device;
    }

    private PairedDevice approve(Candidate candidate, List<Role> roles, List<String> scopes, String via) {
        return devices.approve(
                new PairingRequest(
                        "", candidate.deviceId(), candidate.key().text(), candidate.claims(), roles, scopes, false, 0),
                via,
                clock.millis());
    }

    private void resolve(Optional<String> requestId, String deviceId) {
        requestId.ifPresent(id -> resolved(id, deviceId, true));
    }

    /** A request has ended: tells everybody concerned. */
    void resolved(String requestId, String deviceId, boolean approved) {
        upgrades.resolved(requestId, approved);
        listener.resolved(requestId, deviceId, approved);
    }

    /** The parts of this store that {@link DeviceAdmin} works with. */
    PairingRequests requests() {
        return requests;
    }

    PairingListener listener() {
        return listener;
    }

    PairedDevices devices() {
        return devices;
    }

    Clock clock() {
        return clock;
    }
}
