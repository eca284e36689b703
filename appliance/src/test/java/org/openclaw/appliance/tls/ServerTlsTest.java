package org.openclaw.appliance.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {

    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong();

    private Path file(String name) {
        return directory.resolve(name);
    }

    private TlsFiles files(String name) {
        return new TlsFiles(file(name + ".crt"), file(name + ".key"), Optional.empty(), false);
    }

    private ServerTls open(TlsFiles files) throws TlsException {
        return ServerTls.open(files, "board", Clock.systemUTC(), nanos::get);
    }

    private String refusal(TlsFiles files) {
        return assertThrows(TlsException.class, () -> open(files)).getMessage();
    }

    /** Runs OpenSSL, an implementation that isn't ours. */
    private String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path out = file("openssl.out");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
            int status = process.waitFor();
            String text = Files.readString(out, StandardCharsets.UTF_8);
            assertEquals(0, status, String.join(" ", command) + "\n" + text);
            return text;
        } catch (IOException e) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl isn't installed");
            throw e;
        }
    }

    private void makePair(String name, String... keyOptions) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=" + name,
                "-keyout", file(name + ".key").toString(), "-out", file(name + ".crt").toString()));
        arguments.addAll(List.of(keyOptions));
        openssl(arguments.toArray(String[]::new));
    }

    private void makeEcPair(String name) throws IOException, InterruptedException {
        makePair(name, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    }

    @Test
    void writesDerAsX690Does() {
        HexFormat hex = HexFormat.of();
        assertEquals("06082a8648ce3d040302", hex.formatHex(Der.oid("1.2.840.10045.4.3.2")));
        assertEquals("0603550403", hex.formatHex(Der.oid("2.5.4.3")));
        assertEquals("02020080", hex.formatHex(Der.integer(BigInteger.valueOf(128))));
        assertEquals("03020780", hex.formatHex(Der.bits(7, new byte[] {(byte) 0x80})));
        assertEquals("30818004", hex.formatHex(Der.sequence(Der.octets(new byte[126]))).substring(0, 8));
        assertEquals("308201f40482", hex.formatHex(Der.sequence(Der.octets(new byte[496]))).substring(0, 12));
        assertEquals("170d3439313233313233353935395a", hex.formatHex(Der.time(Instant.parse("2049-12-31T23:59:59Z"))));
        assertEquals("180f32303530303130313030303030305a", hex.formatHex(Der.time(Instant.parse("2050-01-01T00:00:00Z"))));
        assertArrayEquals(Der.oid("1.2.3"), Der.firstInside(Der.sequence(Der.oid("1.2.3"), Der.octets(new byte[300]))));
        assertThrows(IllegalArgumentException.class, () -> Der.firstInside(new byte[] {0x30, 5, 4, 120}));
    }

    @Test
    void makesACertificateThatOpenSslUnderstandsAndVerifies() throws Exception {
        TlsFiles files = TlsFiles.in(directory, true);
        ServerTls tls = open(files);
        String certificate = files.certificate().toString();
        String text = openssl("x509", "-in", certificate, "-noout", "-text");
        assertTrue(text.contains("Version: 3 (0x2)"), text);
        assertTrue(text.contains("Subject: CN = board"), text);
        assertTrue(text.contains("DNS:board, DNS:board.local, DNS:localhost"), text);
        assertTrue(text.contains("IP Address:127.0.0.1"), text);
        assertTrue(text.contains("CA:FALSE"), text);
        assertTrue(text.contains("Digital Signature"), text);
        assertTrue(text.contains("TLS Web Server Authentication"), text);
        assertTrue(text.contains("ecdsa-with-SHA256") && text.contains("prime256v1"), text);
        assertTrue(openssl("verify", "-CAfile", certificate, "-purpose", "sslserver", "-verify_hostname", "localhost", certificate)
                .endsWith("OK\n"));
        assertTrue(openssl("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256").strip().endsWith(tls.fingerprint()));
        openssl("pkey", "-in", files.key().toString(), "-noout", "-check");
        assertEquals(Optional.of(tls.fingerprint()), ServerTls.fingerprint(files.certificate()));
    }

    @Test
    void keepsTheGeneratedPairForTheOwnerAloneAndUsesItAgain() throws Exception {
        TlsFiles files = TlsFiles.in(directory, true);
        String first = open(files).fingerprint();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key().getParent())));
        assertEquals(first, open(files).fingerprint());
        try (var left = Files.list(files.key().getParent())) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void whatABoardWithoutAClockMakesIsValidToday() throws Exception {
        SelfSigned made = SelfSigned.make(List.of("board"), List.of(InetAddress.getLoopbackAddress()), Instant.EPOCH);
        X509Certificate certificate = KeyMaterial.certificates("x", List.of(new Pem("CERTIFICATE", made.certificate()))).getFirst();
        certificate.checkValidity();
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void makesNoPairOverAKeyThatIsThere() throws Exception {
        TlsFiles files = TlsFiles.in(directory, true);
        Files.createDirectories(files.key().getParent());
        Files.writeString(files.key(), "precious");
        assertTrue(refusal(files).contains("remove the key"));
        assertEquals("precious", Files.readString(files.key()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa pkcs8", "rsa pkcs1", "ec pkcs8", "ec sec1", "ed25519 pkcs8"})
    void takesKeysInEveryForm(String kind) throws Exception {
        switch (kind.split(" ")[0]) {
            case "rsa" -> makePair("own", "-newkey", "rsa:2048");
            case "ec" -> makeEcPair("own");
            default -> makePair("own", "-newkey", "ed25519");
        }
        if (!kind.endsWith("pkcs8")) {
            openssl("pkey", "-in", file("own.key").toString(), "-traditional", "-out", file("old.key").toString());
            Files.move(file("old.key"), file("own.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertTrue(Files.readString(file("own.key")).contains(kind.startsWith("rsa") ? "RSA PRIVATE" : "EC PRIVATE"));
        }
        assertEquals(95, open(files("own")).fingerprint().length());
    }

    @Test
    void completesTheChainFromTheAuthoritiesFile() throws Exception {
        makeEcPair("root");
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=leaf",
                "-keyout", file("leaf.key").toString(), "-out", file("leaf.csr").toString());
        openssl("x509", "-req", "-in", file("leaf.csr").toString(), "-CA", file("root.crt").toString(),
                "-CAkey", file("root.key").toString(), "-CAcreateserial", "-days", "9", "-out", file("leaf.crt").toString());
        TlsFiles files = new TlsFiles(file("leaf.crt"), file("leaf.key"), Optional.of(file("root.crt")), false);
        assertEquals(2, KeyMaterial.read(files, Instant.now()).chain().size());
        assertEquals(1, KeyMaterial.read(files("leaf"), Instant.now()).chain().size());
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        assertTrue(refusal(files("own")).endsWith("own.crt doesn't exist"));
        makeEcPair("own");
        makeEcPair("other");
        String mixed = refusal(new TlsFiles(file("own.crt"), file("other.key"), Optional.empty(), false));
        assertTrue(mixed.contains("is not the one of the certificate") && mixed.contains("gateway.tls.keyPath"), mixed);
        makePair("rsa", "-newkey", "rsa:2048");
        assertTrue(refusal(new TlsFiles(file("own.crt"), file("rsa.key"), Optional.empty(), false)).contains("another kind"));
        String swapped = refusal(new TlsFiles(file("own.key"), file("own.crt"), Optional.empty(), false));
        assertTrue(swapped.contains("contains no certificate"), swapped);
        openssl("pkey", "-in", file("own.key").toString(), "-aes256", "-passout", "pass:x", "-out", file("locked.key").toString());
        assertTrue(refusal(new TlsFiles(file("own.crt"), file("locked.key"), Optional.empty(), false)).contains("passphrase"));
        Files.writeString(file("junk.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertTrue(refusal(new TlsFiles(file("junk.crt"), file("own.key"), Optional.empty(), false)).contains("damaged"));
        Files.writeString(file("cut.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        assertTrue(refusal(new TlsFiles(file("cut.crt"), file("own.key"), Optional.empty(), false)).contains("well-formed"));
        Files.write(file("large.crt"), new byte[1024 * 1024]);
        assertTrue(refusal(new TlsFiles(file("large.crt"), file("own.key"), Optional.empty(), false)).contains("too large"));
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        makeEcPair("own");
        Clock later = Clock.fixed(Instant.now().plusSeconds(40L * 24 * 3600), ZoneOffset.UTC);
        TlsException expired = assertThrows(TlsException.class, () -> ServerTls.open(files("own"), "board", later));
        assertTrue(expired.getMessage().contains("expired at"), expired.getMessage());
    }

    private void renewedAt(String name, long seconds) throws IOException {
        Files.setLastModifiedTime(file(name + ".crt"), FileTime.fromMillis(seconds * 1000));
        Files.setLastModifiedTime(file(name + ".key"), FileTime.fromMillis(seconds * 1000));
    }

    @Test
    void usesARenewedPairWithoutBeingRestarted() throws Exception {
        makeEcPair("own");
        renewedAt("own", 1_000);
        ServerTls tls = open(files("own"));
        String before = tls.fingerprint();
        var context = tls.context();
        makeEcPair("own");
        assertSame(context, tls.context(), "looked at the disk at every handshake");
        nanos.addAndGet(ServerTls.CHECK_EVERY.toNanos() + 1);
        assertFalse(context == tls.context());
        assertNotEquals(before, tls.fingerprint());
    }

    @Test
    void leavesARenewedPairAloneWhileNothingIsToBeTakenOver() throws Exception {
        makeEcPair("own");
        renewedAt("own", 1_000);
        ServerTls tls = open(files("own"));
        AtomicBoolean wanted = new AtomicBoolean();
        tls.renewWhile(wanted::get);
        String before = tls.fingerprint();
        makeEcPair("own");
        nanos.addAndGet(ServerTls.CHECK_EVERY.toNanos() + 1);
        tls.context();
        assertEquals(before, tls.fingerprint());
        wanted.set(true);
        tls.context();
        assertNotEquals(before, tls.fingerprint());
    }

    @Test
    void servesTheOldPairWhileTheNewOneIsHalfThere() throws Exception {
        makeEcPair("own");
        renewedAt("own", 1_000);
        ServerTls tls = open(files("own"));
        String before = tls.fingerprint();
        makeEcPair("new");
        Files.copy(file("new.crt"), file("own.crt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        nanos.addAndGet(ServerTls.CHECK_EVERY.toNanos() + 1);
        tls.context();
        assertEquals(before, tls.fingerprint());
        Files.copy(file("new.key"), file("own.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        nanos.addAndGet(ServerTls.CHECK_EVERY.toNanos() + 1);
        tls.context();
        assertNotEquals(before, tls.fingerprint());
        Files.delete(file("own.crt"));
        nanos.addAndGet(ServerTls.CHECK_EVERY.toNanos() + 1);
        String held = tls.fingerprint();
        tls.context();
        assertEquals(held, tls.fingerprint());
    }
}
