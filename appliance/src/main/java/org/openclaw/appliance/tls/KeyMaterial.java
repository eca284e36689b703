package org.openclaw.appliance.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A server's certificate with its chain, and the private key that goes with it. Checked to belong together.
 *
 * @param chain the server's own certificate first
 */
record KeyMaterial(List<X509Certificate> chain, PrivateKey key) {

    private static final String ADVICE = "; set gateway.tls.certPath and gateway.tls.keyPath to a pair that belongs together";

    KeyMaterial {
        chain = List.copyOf(chain);
    }

    static KeyMaterial read(TlsFiles files, Instant now) throws TlsException {
        List<X509Certificate> chain = certificates(files.certificate().toString(), Pem.read(files.certificate()));
        if (files.authorities().isPresent()) {
            complete(chain, certificates(files.authorities().get().toString(), Pem.read(files.authorities().get())));
        }
        X509Certificate own = chain.getFirst();
        PrivateKey key = key(files, own.getPublicKey());
        if (!belongTogether(key, own.getPublicKey())) {
            throw new TlsException("the key in " + files.key() + " is not the one of the certificate in "
                    + files.certificate() + ADVICE);
        }
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new TlsException("the certificate in " + files.certificate() + " expired at "
                    + own.getNotAfter().toInstant() + "; renew it, or correct this machine's clock");
        }
        return new KeyMaterial(chain, key);
    }

    /** SHA-256 of the server's certificate, upper-case hex pairs joined by colons, as browsers and OpenSSL show it. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can't be written", e);
        }
    }

    static List<X509Certificate> certificates(String file, List<Pem> blocks) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem block : blocks) {
                if (block.label().equals("CERTIFICATE")) {
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (CertificateException e) {
            throw new TlsException("a certificate in " + file + " is damaged");
        }
        if (found.isEmpty()) {
            throw new TlsException(file + " contains no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    /** Appends the issuers that are known, up to a root. */
    private static void complete(List<X509Certificate> chain, List<X509Certificate> authorities) {
        boolean grown = true;
        while (grown && chain.size() <= authorities.size()) {
            X509Certificate last = chain.getLast();
            grown = !last.getIssuerX500Principal().equals(last.getSubjectX500Principal())
                    && authorities.stream()
                            .filter(issuer -> issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                            .findFirst()
                            .filter(issuer -> !chain.contains(issuer))
                            .map(chain::add)
                            .orElse(false);
        }
    }

    private static PrivateKey key(TlsFiles files, PublicKey publicKey) throws TlsException {
        for (Pem block : Pem.read(files.key())) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decode(files, publicKey, block.content());
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    return decode(files, publicKey, wrapped(publicKey, block.content()));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new TlsException("the key in " + files.key()
                        + " is protected by a passphrase; write one without: openssl pkey -in <key> -out <new key>");
                default -> { }
            }
        }
        throw new TlsException(files.key() + " contains no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
    }

    /** The older forms lack the algorithm around the key (RFC 5208 §5); it is the one of the public key. */
    private static byte[] wrapped(PublicKey publicKey, byte[] bare) {
        byte[] algorithm = Der.firstInside(publicKey.getEncoded());
        return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octets(bare));
    }

    private static PrivateKey decode(TlsFiles files, PublicKey publicKey, byte[] pkcs8) throws TlsException {
        try {
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new TlsException("the key in " + files.key() + " is damaged, or of another kind than the "
                    + publicKey.getAlgorithm() + " certificate in " + files.certificate() + ADVICE);
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            byte[] sample = publicKey.getEncoded();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
