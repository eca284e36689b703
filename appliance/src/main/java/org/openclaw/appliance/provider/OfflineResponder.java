package org.openclaw.appliance.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers without any model: the default of a gateway whose operator has not connected one. It recognises questions about
 * the device by their words, in English and Chinese, answers them in English from {@link DeviceFacts}, says plainly that it
 * is no language model, and how to connect one. Does no I/O and never fails.
 */
final class OfflineResponder implements Provider {

    /** How to connect a model, in commands one can paste. */
    static final String NEXT_STEP = """
            To connect a real model, run on the gateway:
              openclaw config set models.providers.openai '{"baseUrl":"https://api.openai.com/v1","apiKey":"${OPENAI_API_KEY}",\
            "models":[{"id":"gpt-4o","name":"GPT-4o"}]}'
              openclaw config set agents.defaults.model.primary openai/gpt-4o
            Any OpenAI-compatible server works: put its address in baseUrl and its model's name in id.""";

    private static final int MAX_QUESTION = 4_000;
    private static final Pattern SENTENCE = Pattern.compile("[^\\n]+\\n?|\\n");

    private final DeviceFacts facts;

    OfflineResponder(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public ModelReply complete(ModelRef model, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        String answer = answer(lastQuestion(request.messages()));
        Matcher pieces = SENTENCE.matcher(answer);
        while (pieces.find()) {
            if (cancellation.cancelled()) {
                throw new ProviderException(ProviderException.Kind.UNKNOWN, model, 0, "The answer was cancelled.");
            }
            listener.text(pieces.group());
        }
        return new ModelReply(model, answer, List.of(), ModelReply.Usage.NONE, "stop");
    }

    private static String lastQuestion(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User user) {
                String text = user.text();
                return text.length() > MAX_QUESTION ? text.substring(text.length() - MAX_QUESTION) : text;
            }
        }
        return "";
    }

    private String answer(String question) {
        Set<DeviceTopic> topics = DeviceTopic.askedIn(question.toLowerCase(Locale.ROOT));
        StringBuilder answer = new StringBuilder();
        for (DeviceTopic topic : topics) {
            answer.append(topic.answer(facts)).append('\n');
        }
        if (topics.isEmpty()) {
            answer.append("I can't answer that: I am this gateway's built-in responder, not a language model. ")
                    .append("No model is connected to it yet. I can tell you about this device: ")
                    .append("memory, uptime, disk, address, clients, version, temperature, load; or ask for its status.\n");
        } else {
            answer.append("\nThis is the gateway's built-in responder, not a language model.\n");
        }
        return answer.append(NEXT_STEP).toString();
    }
}
