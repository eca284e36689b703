package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.databind.JsonNode;

/** The local interface while its socket is there and takes the request; else the command. */
final class PreferredTailnet implements Tailnet {

    private interface Request<T> {
        T of(Tailnet tailnet) throws TailscaleException;
    }

    private final LocalApi api;
    private final TailscaleCli cli;

    PreferredTailnet(LocalApi api, TailscaleCli cli) {
        this.api = api;
        this.cli = cli;
    }

    @Override
    public JsonNode status() throws TailscaleException {
        return ask(Tailnet::status);
    }

    @Override
    public JsonNode whois(String address) throws TailscaleException {
        return ask(tailnet -> tailnet.whois(address));
    }

    @Override
    public void serve(Route route, boolean funnel) throws TailscaleException {
        ask(tailnet -> {
            tailnet.serve(route, funnel);
            return null;
        });
    }

    @Override
    public void release(Route route) throws TailscaleException {
        ask(tailnet -> {
            tailnet.release(route);
            return null;
        });
    }

    private <T> T ask(Request<T> request) throws TailscaleException {
        if (!api.present()) {
            return request.of(cli);
        }
        try {
            return request.of(api);
        } catch (TailscaleException e) {
            try {
                return request.of(cli);
            } catch (TailscaleException ignored) {
                // What the daemon itself said tells more than that the command didn't help either.
                throw e;
            }
        }
    }
}
