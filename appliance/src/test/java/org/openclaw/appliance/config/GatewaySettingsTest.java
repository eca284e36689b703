package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {

    @TempDir
    Path home;

    private ConfigFixture file(String text) throws Exception {
        return new ConfigFixture(home).file(text);
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value);
    }

    private static GatewayOverrides flags(String port, String bind, String auth, String token, String password) {
        return new GatewayOverrides(given(port), given(bind), given(auth), given(token), given(password), Optional.empty(), Optional.empty(), false);
    }

    private static final GatewayOverrides UNCONFIGURED = new GatewayOverrides(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);

    private static StartRefusal refused(ConfigFixture fixture, GatewayOverrides overrides) {
        return assertThrows(StartRefusal.class, () -> fixture.settings(overrides));
    }

    @Test
    void portComesFromTheFlagThenTheEnvironmentThenTheFileThenTheDefault() throws Exception {
        String configured = "{gateway:{mode:'local',port:4000}}";
        ConfigFixture fixture = file(configured).with("OPENCLAW_GATEWAY_PORT", "3000").with("CLAWDBOT_GATEWAY_PORT", "3500");
        assertEquals(2000, fixture.settings(flags("2000", null, null, null, null)).port());
        assertEquals(3000, fixture.settings(GatewayOverrides.NONE).port());
        assertEquals(3500, file(configured).with("CLAWDBOT_GATEWAY_PORT", "3500").settings(GatewayOverrides.NONE).port());
        assertEquals(4000, file(configured).settings(GatewayOverrides.NONE).port());
        GatewaySettings byDefault = file("{gateway:{mode:'local'}}").settings(GatewayOverrides.NONE);
        assertEquals(18789, byDefault.port());
        assertEquals("default", byDefault.portSource());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{gateway:{mode:'local'}}||loopback|[127.0.0.1]",
        "{gateway:{mode:'local',bind:'lan',auth:{token:'t'}}}||lan|[0.0.0.0]",
        "{gateway:{mode:'local',bind:'lan',auth:{token:'t'}}}|loopback|loopback|[127.0.0.1]",
        "{gateway:{mode:'local',host:'10.0.0.9',auth:{token:'t'}}}||custom|[10.0.0.9, 127.0.0.1]",
        "{gateway:{mode:'local'}}|auto|auto|[127.0.0.1]"
    })
    void bindComesFromTheFlagThenTheFile(String text, String flag, String mode, String hosts) throws Exception {
        GatewayBind bind = file(text).settings(flags(null, flag, null, null, null)).bind();
        assertEquals(mode, bind.mode());
        assertEquals(hosts, bind.hosts().toString());
    }

    @Test
    void aContainerListensEverywhereButNotWithoutAuth() throws Exception {
        ConfigFixture fixture = file("{gateway:{mode:'local'}}");
        StartRefusal refusal = assertThrows(StartRefusal.class, () -> fixture.settings(GatewayOverrides.NONE, true));
        assertEquals(78, refusal.exitCode());
        GatewayBind bind = fixture.with("OPENCLAW_GATEWAY_TOKEN", "t").settings(GatewayOverrides.NONE, true).bind();
        assertEquals("auto", bind.mode());
        assertEquals(List.of("0.0.0.0"), bind.hosts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{mode:'local',auth:{token:'tok-a'}}|||TOKEN|tok-a",
        "{mode:'local',auth:{password:'pass-b'}}|||PASSWORD|pass-b",
        "{mode:'local',auth:{mode:'password',token:'tok-a',password:'pass-b'}}|||PASSWORD|pass-b",
        "{mode:'local'}|envtoken||TOKEN|envtoken",
        "{mode:'local',auth:{token:'tok-a'}}|envtoken||TOKEN|tok-a",
        "{mode:'local',auth:{token:{source:'env',provider:'default',id:'REF'}}}|envtoken||TOKEN|referred",
        "{mode:'local',auth:{token:'${REF}'}}|envtoken||TOKEN|referred",
        "{mode:'local',auth:{token:'$REF'}}|envtoken||TOKEN|referred",
        "{mode:'local'}||envpassword|PASSWORD|envpassword",
        "{mode:'local',auth:{mode:'none'}}|||NONE|"
    })
    void secretComesFromTheFileAndElseTheEnvironment(String gateway, String token, String password, AuthMode mode, String secret)
            throws Exception {
        ConfigFixture fixture = file("{gateway:" + gateway + "}").with("REF", "referred");
        given(token).ifPresent(value -> fixture.with("OPENCLAW_GATEWAY_TOKEN", value));
        given(password).ifPresent(value -> fixture.with("OPENCLAW_GATEWAY_PASSWORD", value));
        GatewayAuth auth = fixture.settings(GatewayOverrides.NONE).auth();
        assertEquals(mode, auth.mode());
        assertEquals(given(secret), auth.secret());
        assertFalse(secret != null && auth.toString().contains(secret));
    }

    @Test
    void flagsWinForOneRun() throws Exception {
        ConfigFixture fixture = file("{gateway:{mode:'local',auth:{token:'tok-a'}}}");
        assertEquals(Optional.of("x"), fixture.settings(flags(null, null, null, "x", null)).auth().secret());
        assertEquals(AuthMode.PASSWORD, fixture.settings(flags(null, null, null, null, "p")).auth().mode());
        assertEquals(AuthMode.NONE, fixture.settings(flags(null, null, "none", null, null)).auth().mode());
        Files.writeString(home.resolve("pw"), "from file\n");
        GatewayOverrides byFile = new GatewayOverrides(Optional.empty(), Optional.empty(), Optional.of("password"), Optional.empty(),
                Optional.empty(), Optional.of("pw"), Optional.empty(), false);
        assertEquals(Optional.of("from file"), fixture.settings(byFile).auth().secret());
    }

    @Test
    void makesATokenForThisRunWhenThereIsNone() throws Exception {
        GatewaySettings settings = file("{gateway:{mode:'local'}}").settings(GatewayOverrides.NONE);
        assertTrue(settings.auth().generated());
        assertEquals(43, settings.auth().secret().orElseThrow().length());
        String notice = settings.authNotice().orElseThrow();
        assertTrue(notice.startsWith("auth token was missing. Generated a runtime token for this startup without changing config;"));
        assertFalse((notice + settings).contains(settings.auth().secret().orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|78|Gateway start blocked: existing config is missing gateway.mode",
        "{}|78|Gateway start blocked: set gateway.mode=local",
        "{gateway:{mode:'remote'}}|78|Gateway start blocked: set gateway.mode=local (current: remote) or pass --allow-unconfigured.",
        "{gateway:{mode:'local',bind:'lan',auth:{mode:'none'}}}|78|Refusing to bind gateway to lan without auth.",
        "{gateway:{mode:'local',bind:'lan'}}|78|refusing to bind gateway to 0.0.0.0:18789 without auth (set gateway.auth.token/password,",
        "{gateway:{mode:'local',bind:'custom'}}|78|gateway.customBindHost",
        "{gateway:{mode:'local',auth:{token:'tok-a',password:'pass-b'}}}|78|gateway.auth.mode",
        "{gateway:{mode:'local',auth:{mode:'password'}}}|78|gateway.auth.password",
        "{gateway:{mode:'local',auth:{mode:'trusted-proxy'}}}|78|gateway.trustedProxies",
        "{gateway:{mode:'local',auth:{token:'${GONE}'}}}|78|gateway.auth.token refers to the environment variable GONE",
        "{gateway:{mode:'local',auth:{token:{source:'file',provider:'default',id:'/x'}}}}|78|gateway.auth.token refers to the secret source \"file\"",
        "{gateway:{mode:'local',bind:'lan',auth:{token:'t'},tailscale:{mode:'serve'}}}|78|tailscale serve/funnel requires gateway bind=loopback",
        "{gateway:{mode:'local',tailscale:{mode:'funnel'}}}|78|tailscale funnel requires",
        "{gateway:{foo:1}}|78|Unrecognized key: \"foo\"",
        "{gateway:|78|JSON5 parse failed"
    })
    void refusesToStart(String text, int exitCode, String message) throws Exception {
        StartRefusal refusal = refused(file(text), GatewayOverrides.NONE);
        assertEquals(exitCode, refusal.exitCode());
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void refusesBadFlagsAsUsage() throws Exception {
        ConfigFixture fixture = file("{gateway:{mode:'local'}}");
        for (String port : List.of("x", "0", "65536", "-1", "")) {
            assertEquals(1, refused(fixture, flags(port, null, null, null, null)).exitCode(), port);
        }
        assertEquals(1, refused(fixture, flags(null, "everywhere", null, null, null)).exitCode());
        assertEquals(1, refused(fixture, flags(null, null, "magic", null, null)).exitCode());
        assertEquals(78, refused(fixture.with("OPENCLAW_GATEWAY_PORT", "x"), GatewayOverrides.NONE).exitCode());
    }

    @Test
    void withoutAFileItAsksForSetUpUnlessToldOtherwise() throws Exception {
        ConfigFixture fixture = new ConfigFixture(home);
        StartRefusal refusal = refused(fixture, GatewayOverrides.NONE);
        assertEquals("Missing config. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).", refusal.getMessage());
        assertEquals(78, refusal.exitCode());
        assertEquals(18789, fixture.settings(UNCONFIGURED).port());
        assertFalse(Files.exists(home.resolve(".openclaw")));
        assertEquals(18789, file("{gateway:{mode:'remote'}}").settings(UNCONFIGURED).port());
    }

    @Test
    void chatCompletionsAnswerOnLoopbackUnlessConfigured() throws Exception {
        assertTrue(file("{gateway:{mode:'local'}}").settings(GatewayOverrides.NONE).chatCompletions());
        assertFalse(file("{gateway:{mode:'local',bind:'lan',auth:{token:'t'}}}").settings(GatewayOverrides.NONE).chatCompletions());
        assertFalse(file("{gateway:{mode:'local',http:{endpoints:{chatCompletions:{enabled:false}}}}}")
                .settings(GatewayOverrides.NONE).chatCompletions());
    }

    @Test
    void aWiderBindAdmitsTheControlUiOfThisHost() throws Exception {
        GatewaySettings settings = file("{gateway:{mode:'local',bind:'lan',port:3000,auth:{token:'t'},controlUi:{allowedOrigins:['https://a']}}}")
                .settings(GatewayOverrides.NONE);
        assertEquals(List.of("https://a", "http://localhost:3000", "http://127.0.0.1:3000"), settings.allowedOrigins());
    }

    @Test
    void logLevelOfTheEnvironmentWins() throws Exception {
        ConfigFixture fixture = file("{gateway:{mode:'local',logTimings:true},logging:{level:'warn',file:'~/x.log'}}");
        LoggingKeys log = fixture.settings(GatewayOverrides.NONE).log();
        assertEquals("warn", log.level());
        assertEquals(home.resolve("x.log"), log.file());
        assertTrue(log.timings());
        assertEquals("trace", fixture.with("OPENCLAW_LOG_LEVEL", "trace").settings(GatewayOverrides.NONE).log().level());
    }
}
