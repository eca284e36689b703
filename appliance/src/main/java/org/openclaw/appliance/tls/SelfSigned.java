package org.openclaw.appliance.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that vouches for itself (X.509 v3, RFC 5280), for clients that know its fingerprint.
 *
 * @param certificate DER
 * @param key the private key, PKCS#8
 */
record SelfSigned(byte[] certificate, byte[] key) {

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final int SERIAL_BITS = 127;
    private static final int YEARS = 10;
    private static final byte[] TRUE = {1, 1, (byte) 0xFF};

    /** A board without a clock battery wakes up in the past: what it makes then must be valid today. */
    private static final Instant VALID_FROM = Instant.parse("2024-01-01T00:00:00Z");

    /**
     * Makes a P-256 key and its certificate, valid for about ten years.
     *
     * @param names DNS names; the first is the subject's
     * @param addresses the server's IP addresses
     */
    static SelfSigned make(List<String> names, List<InetAddress> addresses, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] content = content(names, addresses, now, pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, algorithm(), Der.bits(0, signature.sign()));
        return new SelfSigned(certificate, pair.getPrivate().getEncoded());
    }

    private static byte[] content(List<String> names, List<InetAddress> addresses, Instant now, byte[] publicKey) {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(names.getFirst()))));
        Instant base = now.isBefore(VALID_FROM) ? VALID_FROM : now;
        Instant end = base.plus(YEARS * 365L, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
        return Der.sequence(
                Der.context(0, true, Der.integer(BigInteger.TWO)),
                Der.integer(serial),
                algorithm(),
                name,
                Der.sequence(Der.time(VALID_FROM), Der.time(end)),
                name,
                publicKey,
                Der.context(3, true, Der.sequence(extensions(names, addresses))));
    }

    private static byte[][] extensions(List<String> names, List<InetAddress> addresses) {
        List<byte[]> alternatives = new ArrayList<>();
        names.forEach(name -> alternatives.add(Der.context(2, false, name.getBytes(StandardCharsets.US_ASCII))));
        addresses.forEach(address -> alternatives.add(Der.context(7, false, address.getAddress())));
        // Bit 0, digitalSignature, is all that a server's key does in TLS 1.3 and with ECDHE.
        byte[] signs = Der.bits(7, new byte[] {(byte) 0x80});
        return new byte[][] {
            extension(BASIC_CONSTRAINTS, true, Der.sequence()),
            extension(KEY_USAGE, true, signs),
            extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTHENTICATION))),
            extension(SUBJECT_ALTERNATIVE_NAME, false, Der.sequence(alternatives.toArray(byte[][]::new))),
        };
    }

    private static byte[] extension(String id, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(id), TRUE, Der.octets(value))
                : Der.sequence(Der.oid(id), Der.octets(value));
    }

    private static byte[] algorithm() {
        return Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    }
}
