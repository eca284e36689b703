package org.openclaw.appliance.provider;

import java.util.Map;

/** Services whose address everybody knows, so that naming them and their key is enough. */
final class KnownServices {

    /**
     * @param api the dialect it speaks
     * @param keyVariable the environment variable its own tools read the key from, or null when it needs none
     */
    record Service(String baseUrl, String api, String keyVariable) {

        Service(String baseUrl, String keyVariable) {
            this(baseUrl, Endpoint.COMPLETIONS, keyVariable);
        }
    }

    private static final Map<String, Service> BY_ID = Map.ofEntries(
            Map.entry("openai", new Service("https://api.openai.com/v1", "OPENAI_API_KEY")),
            Map.entry("anthropic", new Service("https://api.anthropic.com/v1", Endpoint.MESSAGES, "ANTHROPIC_API_KEY")),
            Map.entry("google", new Service("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY")),
            Map.entry("openrouter", new Service("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")),
            Map.entry("groq", new Service("https://api.groq.com/openai/v1", "GROQ_API_KEY")),
            Map.entry("mistral", new Service("https://api.mistral.ai/v1", "MISTRAL_API_KEY")),
            Map.entry("deepseek", new Service("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY")),
            Map.entry("xai", new Service("https://api.x.ai/v1", "XAI_API_KEY")),
            Map.entry("ollama", new Service("http://127.0.0.1:11434", Endpoint.OLLAMA, null)),
            Map.entry("lmstudio", new Service("http://127.0.0.1:1234/v1", null)));

    private KnownServices() {}

    /** @return null for a service not known */
    static Service find(String id) {
        return BY_ID.get(id);
    }
}
