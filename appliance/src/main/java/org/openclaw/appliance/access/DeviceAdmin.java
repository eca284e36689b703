package org.openclaw.appliance.access;

import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.ProtocolException;

/**
 * What an operator does about devices. Nobody gives away more than he has: to approve or re-issue a right takes that right,
 * to deal in roles other than operator or in other devices (for a caller that is a device itself) takes
 * {@link Scope#ADMIN}. Blocks on the disk. Thread-safe.
 */
public final class DeviceAdmin {

    private final Pairing pairing;

    public DeviceAdmin(Pairing pairing) {
        this.pairing = pairing;
    }

    /** A replaced token. @param token null when the caller isn't the device itself */
    public record Rotation(List<String> scopes, long rotatedAtMs, String token) {}

    public PairedDevice approve(String requestId, Grant by) throws ProtocolException {
        PairingRequest request = pairing.requests().find(requestId).orElseThrow(DeviceAdmin::unknownRequest);
        if (request.roles().contains(Role.NODE) && !by.admits(Scope.ADMIN)) {
            throw ProtocolException.invalid("device pairing approval denied");
        }
        if (request.roles().contains(Role.OPERATOR)) {
            for (String scope : request.scopes()) {
                if (!by.admits(scope)) {
                    throw ProtocolException.invalid("missing scope: " + scope);
                }
            }
        }
        PairedDevice device = pairing.devices().approve(request, Pairing.BY_OWNER, null);
        if (pairing.requests().take(requestId).isPresent()) {
            pairing.resolved(requestId, device.id(), true);
        }
        return device;
    }

    public PairingRequest reject(String requestId) throws ProtocolException {
        PairingRequest request = pairing.requests().take(requestId).orElseThrow(DeviceAdmin::unknownRequest);
        pairing.resolved(requestId, request.deviceId(), false);
        return request;
    }

    /**
     * Ends the device's connections in the role. Belongs behind every {@link #remove}, {@link #rotate} and {@link #revoke},
     * once the caller has its answer: he may be on one of these connections.
     */
    public void withdraw(String deviceId, Role role) {
        pairing.listener().withdrawn(deviceId, role);
    }

    /** Forgets the device: it must be approved anew. */
    public void remove(String deviceId, Grant by) throws ProtocolException {
        mine(deviceId, by).orElseThrow(DeviceAdmin::unknownDevice);
        pairing.devices().change(sql -> {
            DeviceTable.remove(sql, deviceId);
            return null;
        });
        pairing.listener().changed();
    }

    /** Takes one role from the device, and forgets it when that was its only one. @return false when it hasn't the role */
    public boolean removeRole(String deviceId, Role role) {
        Optional<PairedDevice> device = pairing.find(deviceId)
                .filter(known -> known.tokens().stream().anyMatch(token -> token.role() == role));
        if (device.isEmpty()) {
            return false;
        }
        pairing.devices().change(sql -> {
            DeviceTable.removeRole(sql, deviceId, role);
            return null;
        });
        withdraw(deviceId, role);
        pairing.listener().changed();
        return true;
    }

    /** @return the label as kept */
    public String rename(String deviceId, String label, Grant by) throws ProtocolException {
        if (label.isBlank()) {
            throw ProtocolException.invalid("label must not be blank");
        }
        mine(deviceId, by).orElseThrow(DeviceAdmin::unknownDevice);
        label(deviceId, label.strip());
        return label.strip();
    }

    /** Gives the device a name of the operator's choice. */
    public void label(String deviceId, String label) {
        pairing.devices().change(sql -> {
            DeviceTable.label(sql, deviceId, label);
            return null;
        });
        pairing.listener().changed();
    }

    /**
     * Replaces the token.
     *
     * @param scopes the new token's, or null for those of the present one
     */
    public Rotation rotate(String deviceId, Role role, List<String> scopes, Grant by) throws ProtocolException {
        PairedDevice device = mine(deviceId, by).orElseThrow(() -> denied("rotation"));
        TokenGrant old = device.token(role).orElseThrow(() -> denied("rotation"));
        List<String> wanted = scopes == null ? old.scopes() : List.copyOf(scopes);
        boolean approved = role == Role.NODE
                ? wanted.isEmpty()
                : wanted.stream().allMatch(scope -> Scope.admits(device.scopes(), scope));
        if (!approved || !mayDealIn(role, wanted, by)) {
            throw denied("rotation");
        }
        TokenGrant fresh = new TokenGrant(
                role, wanted, pairing.devices().tokens().fresh(deviceId, role), old.createdAt(), pairing.clock().millis(), null,
                old.lastUsedAt());
        pairing.devices().change(sql -> {
            DeviceTable.put(sql, deviceId, fresh);
            return null;
        });
        pairing.listener().changed();
        boolean itself = deviceId.equals(by.deviceId()) && by.method().equals("device-token") && by.role() == role;
        return new Rotation(wanted, fresh.issuedAt(), itself ? pairing.devices().tokens().token(deviceId, fresh).orElseThrow() : null);
    }

    /** Makes the token worthless. @return when, milliseconds since 1970 */
    public long revoke(String deviceId, Role role, Grant by) throws ProtocolException {
        PairedDevice device = mine(deviceId, by).orElseThrow(() -> denied("revocation"));
        TokenGrant old = device.token(role).orElseThrow(() -> denied("revocation"));
        if (!mayDealIn(role, old.scopes(), by)) {
            throw denied("revocation");
        }
        long now = pairing.clock().millis();
        pairing.devices().change(sql -> {
            DeviceTable.put(sql, deviceId, new TokenGrant(
                    role, old.scopes(), old.secret(), old.createdAt(), old.rotatedAt(), now, old.lastUsedAt()));
            return null;
        });
        pairing.listener().changed();
        return now;
    }

    private Optional<PairedDevice> mine(String deviceId, Grant by) {
        boolean other = by.deviceId() != null && !by.deviceId().equals(deviceId) && !by.admits(Scope.ADMIN);
        return other ? Optional.empty() : pairing.find(deviceId);
    }

    private static boolean mayDealIn(Role role, List<String> scopes, Grant by) {
        return by.admits(Scope.ADMIN) || (role == Role.OPERATOR && scopes.stream().allMatch(by::admits));
    }

    private static ProtocolException denied(String what) {
        return ProtocolException.invalid("device token " + what + " denied");
    }

    private static ProtocolException unknownRequest() {
        return new ProtocolException(ErrorShape.invalid("unknown requestId"));
    }

    private static ProtocolException unknownDevice() {
        return new ProtocolException(ErrorShape.invalid("unknown deviceId"));
    }
}
