package org.openclaw.appliance.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineResponderTest {

    private final RecordingListener heard = new RecordingListener();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "How much memory is left?|Memory: 97 MB available of 256 MB; the gateway uses 61 MB.",
        "内存还有多少?|Memory: 97 MB available of 256 MB",
        "what's your uptime|the gateway has run for 1 h 2 min, the device for 1 d 2 h 3 min.",
        "how long have you been running?|Uptime:",
        "Is the disk full?|Disk: 9216 MB free of 16.0 GB.",
        "磁盘空间|Disk:",
        "What IP address do you have?|Address: 192.168.7.20; the gateway's port is 18789.",
        "who is connected|Clients: 2 are connected.",
        "which version is this|Version: OpenClaw Appliance 0.1.0 on shelf-pi (Raspberry Pi Zero 2 W).",
        "温度|Temperature: 48.3 °C.",
        "how hot is the cpu|Load: 0.12, 0.08, 0.05",
    })
    void answersQuestionsAboutTheDevice(String question, String answer) throws Exception {
        String text = ask(question).text();
        assertTrue(text.contains(answer), text);
        assertTrue(text.contains("not a language model"), text);
    }

    @Test
    void answersEverythingWhenAskedForTheStatus() throws Exception {
        String text = ask("status").text();
        for (String topic : List.of("Memory", "Uptime", "Disk", "Address", "Clients", "Version", "Temperature", "Load")) {
            assertTrue(text.contains(topic + ": "), topic);
        }
    }

    @Test
    void saysHowToConnectAModelWhenItCanNotAnswer() throws Exception {
        String text = ask("Write a poem about ships and programs").text();
        assertTrue(text.startsWith("I can't answer that"), text);
        assertTrue(text.contains("openclaw config set models.providers.openai"), text);
        assertTrue(text.contains("openclaw config set agents.defaults.model.primary openai/gpt-4o"), text);
        assertFalse(text.contains("Memory:"), "words are not found inside other words");
    }

    @Test
    void streamsItsTextInPieces() throws Exception {
        ModelReply reply = ask("memory and disk");
        assertTrue(heard.texts.size() > 3);
        assertEquals(reply.text(), heard.text());
        assertEquals("stop", reply.stopReason());
    }

    @Test
    void stopsWhenCancelled() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel(Cancellation.Reason.REQUESTED);
        assertThrows(ProviderException.class, () -> ask("memory", cancellation));
        assertTrue(heard.texts.isEmpty());
    }

    private ModelReply ask(String question) throws ProviderException {
        return ask(question, new Cancellation());
    }

    private ModelReply ask(String question, Cancellation cancellation) throws ProviderException {
        ModelRequest request =
                new ModelRequest("You have memory.", List.of(new Message.User(question)), List.of(), null, null);
        return new OfflineResponder(new SampleDevice()).complete(Catalog.OFFLINE, request, heard, cancellation);
    }
}
