package org.openclaw.appliance.client;

/**
 * What a client proves itself with. Both may be null; never prints itself.
 *
 * @param token the gateway's token
 * @param password the gateway's password
 */
public record Credentials(String token, String password) {

    public static final Credentials NONE = new Credentials(null, null);

    public boolean present() {
        return token != null || password != null;
    }

    @Override
    public String toString() {
        return present() ? "Credentials[set]" : "Credentials[none]";
    }
}
