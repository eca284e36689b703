package org.openclaw.appliance.server;

import java.io.IOException;

/** Everything that holds without TLS. */
class TlsHandshakeTest extends HandshakeTest {

    @Override
    TestServer newServer(Limits limits) throws IOException {
        return Tls.serving(limits);
    }
}
