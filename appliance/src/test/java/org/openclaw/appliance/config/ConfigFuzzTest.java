package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFuzzTest {

    private static final List<String> PIECES =
            List.of("", "{", "}", "[", "]", "\"", "'", ":", ",", "1", "null", "/*", "//", "\n", "\\", "$include", "${X}", "id");
    private static final String BASE = """
            // one comment
            {
              gateway: { mode: 'local', port: 18790, auth: { token: 'a-secret' }, trustedProxies: ['10.0.0.1', '10.0.0.2'] },
              agents: { list: [{ id: 'main', name: 'One' }, { id: 'two' }] }, /* and another */
              models: { providers: { p: { baseUrl: 'http://x', apiKey: "${X}", models: [{ id: 'm', name: 'M' }] } } },
            }
            """;

    @TempDir
    Path home;

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            damaged.replace(at, Math.min(damaged.length(), at + random.nextInt(3)), PIECES.get(random.nextInt(PIECES.size())));
        }
        return damaged.toString();
    }

    @Test
    void whateverTextIsSubmittedTheFileIsTheOldOneOrAValidNewOne() throws Exception {
        Random random = new Random(23);
        ConfigFile file = new ConfigFixture(home).with("X", "key").file(BASE).config();
        int written = 0;
        for (int round = 0; round < 400; round++) {
            String before = file.text().orElseThrow();
            Reading base = file.read();
            switch (file.replacing(base, damaged(Redaction.redact(BASE), random))) {
                case Draft.Refused refused -> {
                    assertTrue(refused.problems().stream().noneMatch(problem -> problem.message().contains("a-secret")));
                    assertEquals(before, file.text().orElseThrow());
                }
                case Draft.Ready ready -> {
                    assertInstanceOf(WriteResult.Written.class, file.commit(ready));
                    assertInstanceOf(LoadResult.Loaded.class, file.load());
                    written++;
                }
            }
            file.write(BASE, Optional.empty());
        }
        assertTrue(written > 10, "only " + written + " of the texts were valid");
    }

    @Test
    void whateverPatchIsSubmittedTheResultIsValidOrRefused() throws Exception {
        Random random = new Random(29);
        ConfigFile file = new ConfigFixture(home).with("X", "key").file(BASE).config();
        Reading base = file.read();
        int ready = 0;
        for (int round = 0; round < 600; round++) {
            try {
                if (Json5.parse(damaged(BASE, random)) instanceof ObjectNode patch
                        && file.merging(base, patch, List.of()) instanceof Draft.Ready draft) {
                    assertInstanceOf(LoadResult.Loaded.class, file.check(draft.text()));
                    ready++;
                }
            } catch (Json5Exception | IllegalArgumentException refused) {
                assertTrue(refused.getMessage() != null && !refused.getMessage().isBlank());
            }
        }
        assertTrue(ready > 10, "only " + ready + " of the patches were valid");
        assertEquals(BASE, file.text().orElseThrow());
    }
}
