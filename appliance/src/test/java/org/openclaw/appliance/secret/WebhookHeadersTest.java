package org.openclaw.appliance.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.config.ResolvedSecrets.DegradedOwner;
import org.openclaw.appliance.config.SecretInput;

/** The header fields of the webhook channel are secrets like any other. */
@DisabledOnOs(OS.WINDOWS)
class WebhookHeadersTest {

    private static final List<String> KEY = List.of("channels", "webhook", "headers", "X-Api-Key");
    private static final String PATH = "channels.webhook.headers.X-Api-Key";

    @TempDir
    Path home;

    private SecretsFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new SecretsFixture(home);
    }

    private SecretsFixture header(String value) throws IOException {
        return fixture.config("{channels: {webhook: {url: 'https://example.org/in', headers: {'X-Api-Key': " + value
                + ", 'X-Room': 'hall'}}}, models: {providers: {two: {apiKey: 'plain-key-of-two'}}}}");
    }

    private SecretsFixture stored() throws IOException {
        return header("{source: 'store', provider: 'default', id: 'HEADER_KEY'}");
    }

    private void keep(String secret) throws IOException {
        fixture.store().set(new SecretStore.Wish("HEADER_KEY", SecretStore.Kind.SECRET, secret, "test", null));
    }

    private static SecretInput key(Config config) {
        return SecretInput.at(config, KEY, name -> null);
    }

    @Test
    void areResolvedWhenTheConfigurationIs() throws IOException {
        stored();
        keep("secret-of-header");
        Config config = fixture.resolved(fixture.secrets());
        assertEquals(new SecretInput.Known("secret-of-header"), key(config));
        assertTrue(config.secrets().values().contains("secret-of-header"), "the log must know what to hide");
        fixture.variables.put("HEADER_KEY", "secret-of-variable");
        header("'$HEADER_KEY'");
        assertEquals(new SecretInput.Known("secret-of-variable"), key(fixture.resolved(fixture.secrets())));
    }

    @Test
    void makeNothingButTheirChannelUnavailable() throws IOException {
        stored();
        Config config = fixture.resolved(fixture.secrets());
        DegradedOwner owner = config.secrets().degraded().getFirst();
        assertEquals("account webhook " + List.of(PATH), owner.kind() + " " + owner.id() + " " + owner.paths());
        assertEquals(1, config.secrets().degraded().size());
        String reason = assertInstanceOf(SecretInput.Unresolved.class, key(config)).reason();
        assertTrue(reason.contains("openclaw secrets store set HEADER_KEY"), reason);
    }

    @Test
    void areListed() throws IOException {
        stored();
        keep("secret-of-header");
        LoadResult.Loaded loaded = assertInstanceOf(LoadResult.Loaded.class, fixture.load());
        String listing = fixture.secrets().overview(loaded.config(), loaded.environment(), false).toString();
        assertTrue(listing.contains("{\"path\":\"" + PATH + "\",\"source\":\"store\",\"provider\":\"default\","
                + "\"id\":\"HEADER_KEY\",\"state\":\"ok\"}"), listing);
        assertTrue(listing.contains("\"referencedBy\":[\"" + PATH + "\"]"), listing);
        assertFalse(listing.contains("secret-of-header"), listing);
    }

    @Test
    void areFoundByTheAuditAsPlainTextAndAsReferencesThatLeadNowhere() throws IOException {
        header("'plain-key-in-a-header'");
        assertEquals(List.of("PLAINTEXT_FOUND " + PATH), findings());
        stored();
        assertEquals(List.of("REF_UNRESOLVED " + PATH), findings());
        keep("secret-of-header");
        assertEquals(List.of(), findings());
    }

    private List<String> findings() throws IOException {
        return new SecretAudit(fixture.paths(), fixture.environment(), Clock.systemUTC()).run(false).findings().stream()
                .filter(finding -> finding.place().startsWith("channels."))
                .map(finding -> finding.code() + " " + finding.place())
                .toList();
    }

    @Test
    void areHiddenWhereTheConfigurationIsShownAndReferencesAreNot() throws IOException {
        header("'plain-key-in-a-header'");
        Config plain = assertInstanceOf(LoadResult.Loaded.class, fixture.load()).config();
        assertFalse(Redaction.redact(plain.root()).toString().contains("plain-key-in-a-header"));
        stored();
        Config referring = assertInstanceOf(LoadResult.Loaded.class, fixture.load()).config();
        assertTrue(Redaction.redact(referring.root()).toString().contains("HEADER_KEY"));
    }
}
