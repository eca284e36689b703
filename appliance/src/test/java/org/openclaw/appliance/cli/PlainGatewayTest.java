package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainGatewayTest {

    @Test
    void takesWordsWithNothingUnusual() {
        PlainGateway plain = PlainGateway.of(
                        List.of("--profile", "x", "gateway", "run", "--port", "3001", "--verbose", "--dev"))
                .orElseThrow();
        assertEquals("3001", plain.value("--port"));
        assertTrue(plain.has("--verbose"));
        assertTrue(plain.instance().dev());
        assertEquals(Optional.of("x"), plain.instance().profile());
        assertTrue(PlainGateway.of(List.of("gateway")).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "gateway status", "gateway --help", "gateway run --nonsense", "gateway --port", "gateway --port=3001",
        "gateway --bind --verbose", "gateway extra", "status", "--version gateway", "--nonsense gateway", "help gateway"
    })
    void leavesTheRestToTheParser(String words) {
        assertTrue(PlainGateway.of(List.of(words.split(" "))).isEmpty());
    }
}
