package org.openclaw.appliance.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.ResolvedSecrets.DegradedOwner;
import org.openclaw.appliance.config.SecretInput;

@DisabledOnOs(OS.WINDOWS)
class SecretsTest {

    private static final String KEY = "models.providers.one.apiKey";

    @TempDir
    Path home;

    private SecretsFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new SecretsFixture(home);
    }

    /** A configuration with one provider of secrets and one model provider that needs it. */
    private SecretsFixture with(String definition, String source, String id) throws IOException {
        return fixture.config("{secrets: {providers: {p: " + definition + "}}, models: {providers: {one: {apiKey: "
                + "{source: '" + source + "', provider: 'p', id: '" + id + "'}}, two: {apiKey: 'plain-key-of-two'}}}}");
    }

    private SecretInput key(Config config) {
        return SecretInput.at(config, KEY, fixture.environment());
    }

    private String value() {
        return assertInstanceOf(SecretInput.Known.class, key(fixture.resolved(fixture.secrets()))).value();
    }

    private String refusal() {
        Config config = fixture.resolved(fixture.secrets());
        String reason = assertInstanceOf(SecretInput.Unresolved.class, key(config)).reason();
        DegradedOwner owner = config.secrets().degraded().getFirst();
        assertEquals("provider one cold", owner.kind() + " " + owner.id() + " " + owner.state());
        assertEquals(List.of(KEY), owner.paths());
        return reason;
    }

    @Test
    void readsTextAtAPointerOfAPrivateFile() throws IOException {
        with("{source: 'file', path: '~/s.json'}", "file", "/a~1b/k").privately("s.json", "{\"a/b\":{\"k\":\"secret-of-file\"}}");
        assertEquals("secret-of-file", value());
    }

    @Test
    void readsAWholeFileWithoutItsLineEnd() throws IOException {
        with("{source: 'file', path: '~/s', mode: 'singleValue'}", "file", "value").privately("s", "whole secret\n");
        assertEquals("whole secret", value());
    }

    @Test
    void refusesAFileThatOthersCanRead() throws IOException {
        with("{source: 'file', path: '~/s.json'}", "file", "/k").privately("s.json", "{\"k\":\"hidden-value\"}");
        SecretsFixture.mode(home.resolve("s.json"), "rw-r--r--");
        String reason = refusal();
        assertTrue(reason.contains("chmod 600"), reason);
        assertFalse(reason.contains("hidden-value"), reason);
    }

    @Test
    void refusesLinksOfBothKinds() throws IOException {
        with("{source: 'file', path: '~/s.json'}", "file", "/k").privately("real.json", "{\"k\":\"v\"}");
        Files.createSymbolicLink(home.resolve("s.json"), home.resolve("real.json"));
        assertTrue(refusal().contains("symbolic link"));
        Files.delete(home.resolve("s.json"));
        Files.createLink(home.resolve("s.json"), home.resolve("real.json"));
        assertTrue(refusal().contains("hardlinked"));
    }

    @Test
    void refusesAFileThatIsTooLongOrNoJsonWithoutQuotingIt() throws IOException {
        with("{source: 'file', path: '~/s.json', maxBytes: 20}", "file", "/k").privately("s.json", "{\"k\":\"0123456789abcdef\"}");
        assertTrue(refusal().contains("longer than 20 bytes"));
        fixture.privately("s.json", "hidden-value");
        assertFalse(refusal().contains("hidden-value"));
    }

    @Test
    void asksAProgramOnceForAllItIsToTell() throws IOException {
        Path script = fixture.script("keeper", "cat >> " + home.resolve("asked") + "\n"
                + "echo '{\"protocolVersion\":1,\"values\":{\"a\":\"secret-a\"},\"errors\":{\"b\":{\"code\":\"NOT_FOUND\"}}}'");
        fixture.config("{secrets: {providers: {p: {source: 'exec', command: '" + script + "', passEnv: ['PATH']}}}, models: {providers: {"
                + "one: {apiKey: {source: 'exec', provider: 'p', id: 'a'}}, two: {apiKey: {source: 'exec', provider: 'p', id: 'b'}}}}}");
        fixture.variables.put("PATH", System.getenv("PATH"));
        Config config = fixture.resolved(fixture.secrets());
        assertEquals("secret-a", assertInstanceOf(SecretInput.Known.class, key(config)).value());
        assertEquals("two", config.secrets().degraded().getFirst().id());
        assertEquals("{\"protocolVersion\":1,\"provider\":\"p\",\"ids\":[\"a\",\"b\"]}", Files.readString(home.resolve("asked")).strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "exec sleep 30|timeoutMs: 300|did not answer within 300 ms",
        "exec sleep 30|noOutputTimeoutMs: 200|wrote nothing for 200 ms",
        "exec head -c 5000 /dev/zero|maxOutputBytes: 100|wrote more than 100 bytes",
        "exit 3|jsonOnly: true|ended with status 3",
        "echo plain-secret|jsonOnly: true|protocol version 1",
    })
    void boundsWhatAProgramMayDo(String body, String bound, String complaint) throws IOException {
        Path script = fixture.script("keeper", body);
        fixture.variables.put("PATH", System.getenv("PATH"));
        with("{source: 'exec', command: '" + script + "', passEnv: ['PATH'], " + bound + "}", "exec", "id");
        String reason = refusal();
        assertTrue(reason.contains(complaint), reason);
        assertFalse(reason.contains("plain-secret"), reason);
    }

    @Test
    void showsAProgramOnlyTheVariablesItMaySee() throws IOException {
        Path script = fixture.script("keeper", "echo \"$SEEN-$HIDDEN-$OWN\"");
        fixture.variables.putAll(Map.of("SEEN", "seen", "HIDDEN", "hidden"));
        with("{source: 'exec', command: '" + script + "', jsonOnly: false, passEnv: ['SEEN'], env: {OWN: 'own'}}", "exec", "id");
        assertEquals("seen--own", value());
    }

    @Test
    void runsNoProgramThatSomebodyElseCouldExchange() throws IOException {
        Path script = fixture.script("keeper", "echo x");
        SecretsFixture.mode(script, "rwxrwxrwx");
        with("{source: 'exec', command: '" + script + "'}", "exec", "id");
        assertTrue(refusal().contains("can be changed by other users"));
        SecretsFixture.mode(script, "rwx------");
        Path link = Files.createSymbolicLink(home.resolve("link"), script);
        with("{source: 'exec', command: '" + link + "'}", "exec", "id");
        assertTrue(refusal().contains("symbolic link"));
        with("{source: 'exec', command: '" + script + "', trustedDirs: ['/usr/bin']}", "exec", "id");
        assertTrue(refusal().contains("trustedDirs"));
        with("{source: 'exec', command: 'keeper'}", "exec", "id");
        assertTrue(refusal().contains("absolute path"));
    }

    @Test
    void readsTheStoreAndVariablesWithoutAnyProvider() throws IOException {
        fixture.config("{models: {providers: {one: {apiKey: {source: 'store', provider: 'default', id: 'ONE_KEY'}},"
                + " two: {apiKey: {source: 'env', provider: 'default', id: 'TWO_KEY'}}}}}");
        fixture.variables.put("TWO_KEY", "secret-of-two");
        assertTrue(refusal().contains("openclaw secrets store set ONE_KEY"));
        fixture.store().set(new SecretStore.Wish("ONE_KEY", SecretStore.Kind.SECRET, "stored-one", "test", null));
        assertEquals("stored-one", value());
        assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(fixture.store().file())));
    }

    @Test
    void readsOnlyVariablesOfTheAllowlist() throws IOException {
        fixture.variables.put("OTHER", "v");
        with("{source: 'env', allowlist: ['ONLY']}", "env", "OTHER");
        assertTrue(refusal().contains("allowlist"));
    }

    @Test
    void refusesATextThatStandsInTheWayOfASecret() throws IOException {
        fixture.variables.put("MASKED", "__OPENCLAW_REDACTED__");
        with("{source: 'env'}", "env", "MASKED");
        assertTrue(refusal().contains("shown in the place of secrets"));
    }

    @ParameterizedTest
    @CsvSource({"env,lower", "env,'9A'", "file,no-slash", "file,/bad~2", "exec,a/../b", "exec,'a b'", "store,lower"})
    void takesNoConfigurationWithAnIllFormedReference(String source, String id) throws IOException {
        with("{source: 'env'}", source, id);
        assertInstanceOf(LoadResult.Invalid.class, fixture.load());
    }

    @Test
    void keepsTheLastGoodSecretWhileNothingElseChanges() throws IOException {
        with("{source: 'file', path: '~/s.json'}", "file", "/k").privately("s.json", "{\"k\":\"good-secret\"}");
        Secrets secrets = fixture.secrets();
        List<String> told = new ArrayList<>();
        secrets.published(fixture.resolved(secrets), told::add);
        Files.delete(home.resolve("s.json"));
        Config later = fixture.resolved(secrets);
        assertEquals("good-secret", assertInstanceOf(SecretInput.Known.class, key(later)).value());
        assertEquals("stale", later.secrets().degraded().getFirst().state());
        secrets.published(later, told::add);
        secrets.published(fixture.resolved(secrets), told::add);
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().startsWith("[SECRETS_RELOADER_DEGRADED]"), told.getFirst());
        with("{source: 'file', path: '~/t.json'}", "file", "/k");
        assertEquals("cold", fixture.resolved(secrets).secrets().degraded().getFirst().state());
        fixture.privately("t.json", "{\"k\":\"new-secret\"}");
        secrets.published(fixture.resolved(secrets), told::add);
        assertTrue(told.getLast().startsWith("[SECRETS_RELOADER_RECOVERED]"), told.getLast());
    }

    @Test
    void leavesAloneWhatIsSwitchedOff() throws IOException {
        fixture.config("{channels: {telegram: {enabled: false, botToken: {source: 'env', provider: 'default', id: 'NOT_SET'}}}}");
        Config config = fixture.resolved(fixture.secrets());
        assertEquals(List.of(), config.secrets().degraded());
        assertEquals(List.of("channels.telegram.botToken"), config.secrets().inactive());
    }

    @Test
    void takesAProvidersKeyFromAnAuthProfileThatRefersToIt() throws IOException {
        fixture.config("{models: {providers: {one: {baseUrl: 'http://127.0.0.1:1/v1'}}}}");
        fixture.privately(".openclaw/agents/main/agent/auth-profiles.json", "{\"version\":1,\"profiles\":{\"one:default\":"
                + "{\"type\":\"api_key\",\"provider\":\"one\",\"keyRef\":{\"source\":\"env\",\"provider\":\"default\",\"id\":\"ONE_KEY\"}},"
                + "\"two:old\":{\"type\":\"token\",\"provider\":\"two\",\"expires\":1,\"tokenRef\":{\"source\":\"env\",\"provider\":\"default\",\"id\":\"ONE_KEY\"}}}}");
        fixture.variables.put("ONE_KEY", "key-of-profile");
        Config config = fixture.resolved(fixture.secrets());
        assertEquals(new SecretInput.Known("key-of-profile"), config.secrets().ofProvider("one").orElseThrow());
        assertTrue(config.secrets().ofProvider("two").isEmpty());
    }

    @Test
    void resolvesOneSecretForACommand() throws IOException {
        fixture.config("{secrets: {providers: {p: {source: 'file', path: '~/s', mode: 'singleValue'}}},"
                + " gateway: {auth: {token: {source: 'file', provider: 'p', id: 'value'}}}}").privately("s", "token-in-a-file");
        LoadResult.Loaded loaded = assertInstanceOf(LoadResult.Loaded.class, fixture.load());
        Environment environment = loaded.environment();
        assertEquals(new SecretInput.Known("token-in-a-file"),
                fixture.secrets().one(loaded.config(), environment, "gateway.auth.token"));
    }
}
