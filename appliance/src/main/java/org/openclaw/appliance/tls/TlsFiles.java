package org.openclaw.appliance.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a server's certificate and key are kept.
 *
 * @param certificate a PEM file: the server's certificate first, then any intermediate ones
 * @param key a PEM file with the private key: PKCS#8, PKCS#1 or SEC 1, not encrypted
 * @param authorities a PEM file with further certificates that complete the chain
 * @param generate whether a pair is made when neither file exists
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authorities, boolean generate) {

    /** Where a generated pair is kept below the state directory. */
    public static TlsFiles in(Path stateDir, boolean generate) {
        Path directory = stateDir.resolve("gateway").resolve("tls");
        return new TlsFiles(
                directory.resolve("gateway-cert.pem"), directory.resolve("gateway-key.pem"), Optional.empty(), generate);
    }
}
