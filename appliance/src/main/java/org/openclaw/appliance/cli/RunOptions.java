package org.openclaw.appliance.cli;

/**
 * What {@code openclaw gateway [run]} was asked: overrides for one run, nothing of it persisted. Texts and numbers are null
 * where the flag wasn't given.
 *
 * @param port 1..65535
 * @param bind loopback, lan, tailnet, auto or custom
 * @param auth none, token, password or trusted-proxy
 * @param token for this run
 * @param password for this run, from {@code --password} or the first line of {@code --password-file}
 * @param tailscale off, serve or funnel
 * @param allowUnconfigured skip the check of {@code gateway.mode}
 * @param verbose mirror debug and trace to the terminal
 * @param wsLog auto, full or compact
 * @param force end whoever listens on the port first
 * @param dev profile "dev"
 */
public record RunOptions(
        Integer port,
        String bind,
        String auth,
        String token,
        String password,
        String tailscale,
        boolean allowUnconfigured,
        boolean verbose,
        String wsLog,
        boolean force,
        boolean dev) {

    // The generated text would show the secrets.
    @Override
    public String toString() {
        return "RunOptions[port=" + port + ", bind=" + bind + ", auth=" + auth + ']';
    }
}
