package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request on its way to one model.
 *
 * @param settings the model's entry in {@code models.providers.*.models}, or a missing node
 * @param params extra request fields of the configuration
 */
record Question(ModelRef model, ModelRequest request, JsonNode settings, Map<String, JsonNode> params) {

    /** What the endpoint can't take, or takes otherwise. */
    JsonNode compat() {
        return settings.path("compat");
    }

    /** A sampling field of the request itself, by its name in the chat-completions API. */
    JsonNode sampling(String name) {
        return request.sampling() == null ? MissingNode.getInstance() : request.sampling().path(name);
    }

    JsonNode param(String name) {
        return params.getOrDefault(name, MissingNode.getInstance());
    }

    /** How long an answer may be, in tokens: the request's own wish, the configuration's, the model's entry; 0 for no word. */
    int maxTokens() {
        for (JsonNode limit : List.of(
                sampling("max_completion_tokens"), sampling("max_tokens"), param("maxTokens"), settings.path("maxTokens"))) {
            if (limit.asInt() > 0) {
                return limit.asInt();
            }
        }
        return 0;
    }

    /** A number of the request, or else of the configuration; a missing node for none. */
    JsonNode number(String asked, String configured) {
        return sampling(asked).isNumber() ? sampling(asked)
                : param(configured).isNumber() ? param(configured)
                : MissingNode.getInstance();
    }

    boolean offersTools() {
        return request.tools() != null && !request.tools().isEmpty() && compat().path("supportsTools").asBoolean(true);
    }

    boolean hasSystem() {
        return request.system() != null && !request.system().isBlank();
    }

    /** Without the pictures where the model can't see: a sentence stands in for them. */
    Question seenByModel() {
        boolean sees = false;
        for (JsonNode kind : settings.path("input")) {
            sees |= kind.asText().equals("image");
        }
        boolean none = request.messages().stream().noneMatch(Question::hasImages);
        if (sees || none) {
            return this;
        }
        List<Message> blind = new ArrayList<>(request.messages());
        blind.replaceAll(message -> message instanceof Message.User user && hasImages(user)
                ? new Message.User(user.text() + (user.text().isBlank() ? "" : "\n\n") + unseen(user.images().size()))
                : message);
        return new Question(model, request.withMessages(blind), settings, params);
    }

    private String unseen(int count) {
        return "[" + (count == 1 ? "An image was" : count + " images were") + " attached here. " + Faults.shown(model)
                + " is configured for text only and can't see " + (count == 1 ? "it" : "them")
                + ". A model that sees has \"input\": [\"text\", \"image\"] in its entry of models.providers."
                + Faults.shown(model.provider()) + ".models.]";
    }

    private static boolean hasImages(Message message) {
        return message instanceof Message.User user && !user.images().isEmpty();
    }
}
