package org.openclaw.appliance.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;

/** The tables of paired devices and their roles. */
final class DeviceTable {

    private static final String SELECT = "SELECT device_id, public_key, label, display_name, platform, device_family, client_id,"
            + " client_mode, remote_ip, browser_origin, scopes, approved_via, created_at, approved_at, last_seen_at FROM device ";

    private DeviceTable() {}

    static Optional<PairedDevice> find(Sql sql, String deviceId) {
        return sql.first(SELECT + "WHERE device_id = ?", row -> device(row), deviceId)
                .map(device -> withTokens(device, sql));
    }

    /** All of them, latest approval first. */
    static List<PairedDevice> all(Sql sql) {
        List<PairedDevice> devices = new ArrayList<>();
        for (PairedDevice device : sql.query(SELECT + "ORDER BY approved_at DESC, device_id", row -> device(row))) {
            devices.add(withTokens(device, sql));
        }
        return devices;
    }

    static void put(Sql sql, PairedDevice device) {
        DeviceClaims claims = device.claims();
        sql.update(
                "INSERT INTO device (device_id, public_key, label, display_name, platform, device_family, client_id,"
                        + " client_mode, remote_ip, browser_origin, scopes, approved_via, created_at, approved_at, last_seen_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id) DO UPDATE SET"
                        + " label = excluded.label, display_name = excluded.display_name, platform = excluded.platform,"
                        + " device_family = excluded.device_family, client_id = excluded.client_id,"
                        + " client_mode = excluded.client_mode, remote_ip = excluded.remote_ip,"
                        + " browser_origin = excluded.browser_origin, scopes = excluded.scopes,"
                        + " approved_via = excluded.approved_via, approved_at = excluded.approved_at",
                device.id(), device.publicKey(), device.label(), claims.displayName(), claims.platform(),
                claims.deviceFamily(), claims.clientId(), claims.clientMode(), claims.remoteIp(), claims.browserOrigin(),
                Json.text(device.scopes()), device.approvedVia(), device.createdAt(), device.approvedAt(),
                device.lastSeenAt());
        device.tokens().forEach(token -> put(sql, device.id(), token));
    }

    static void put(Sql sql, String deviceId, TokenGrant token) {
        sql.update(
                "INSERT INTO device_role (device_id, role, scopes, generation, token_hash, created_at,"
                        + " rotated_at, revoked_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id, role)"
                        + " DO UPDATE SET scopes = excluded.scopes, generation = excluded.generation,"
                        + " token_hash = excluded.token_hash, created_at = excluded.created_at,"
                        + " rotated_at = excluded.rotated_at, revoked_at = excluded.revoked_at",
                deviceId, token.role().wireName(), Json.text(token.scopes()), token.secret().generation(),
                token.secret().hash(), token.createdAt(), token.rotatedAt(), token.revokedAt(), token.lastUsedAt());
    }

    /** Notes a connect. @param byToken whether the token alone let it in */
    static void seen(Sql sql, String deviceId, Role role, boolean byToken, long now) {
        sql.update("UPDATE device SET last_seen_at = ? WHERE device_id = ?", now, deviceId);
        if (byToken) {
            sql.update(
                    "UPDATE device_role SET last_used_at = ? WHERE device_id = ? AND role = ?",
                    now, deviceId, role.wireName());
        }
    }

    static void label(Sql sql, String deviceId, String label) {
        sql.update("UPDATE device SET label = ? WHERE device_id = ?", label, deviceId);
    }

    static void remove(Sql sql, String deviceId) {
        sql.update("DELETE FROM device WHERE device_id = ?", deviceId);
    }

    static void removeRole(Sql sql, String deviceId, Role role) {
        sql.update("DELETE FROM device_role WHERE device_id = ? AND role = ?", deviceId, role.wireName());
        sql.update(
                "DELETE FROM device WHERE device_id = ? AND NOT EXISTS (SELECT 1 FROM device_role WHERE device_id = ?)",
                deviceId, deviceId);
    }

    /** Forgets those approved in a certain way beyond a number, the longest unseen first. */
    static void prune(Sql sql, String approvedVia, int most) {
        sql.update(
                "DELETE FROM device WHERE device_id IN (SELECT device_id FROM device WHERE approved_via = ?"
                        + " ORDER BY max(ifnull(last_seen_at, 0), approved_at) DESC, device_id LIMIT -1 OFFSET ?)",
                approvedVia, most);
    }

    private static PairedDevice device(Row row) {
        DeviceClaims claims = new DeviceClaims(
                row.text("display_name"), row.text("platform"), row.text("device_family"), row.text("client_id"),
                row.text("client_mode"), row.text("remote_ip"), row.text("browser_origin"));
        return new PairedDevice(
                row.text("device_id"), row.text("public_key"), row.text("label"), claims, texts(row.text("scopes")),
                row.text("approved_via"), row.number("created_at"), row.number("approved_at"),
                numberOrNull(row, "last_seen_at"), List.of());
    }

    private static PairedDevice withTokens(PairedDevice device, Sql sql) {
        List<TokenGrant> tokens = sql.query(
                "SELECT role, scopes, generation, token_hash, created_at, rotated_at, revoked_at, last_used_at"
                        + " FROM device_role WHERE device_id = ? ORDER BY created_at, role",
                row -> new TokenGrant(
                        Role.of(row.text("role")).orElseThrow(), texts(row.text("scopes")),
                        new DeviceTokens.Secret(row.text("generation"), row.text("token_hash")),
                        row.number("created_at"), numberOrNull(row, "rotated_at"), numberOrNull(row, "revoked_at"),
                        numberOrNull(row, "last_used_at")),
                device.id());
        return new PairedDevice(
                device.id(), device.publicKey(), device.label(), device.claims(), device.scopes(), device.approvedVia(),
                device.createdAt(), device.approvedAt(), device.lastSeenAt(), tokens);
    }

    private static Long numberOrNull(Row row, String column) {
        return row.isNull(column) ? null : Long.valueOf(row.number(column));
    }

    private static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        Json.parseOwn(json).forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
