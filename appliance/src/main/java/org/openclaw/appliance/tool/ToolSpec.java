package org.openclaw.appliance.tool;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a tool is, as models, policies and catalogues see it.
 *
 * @param name its name on the wire: lower case letters, digits, {@code _}
 * @param label for people; usually the name
 * @param description one or two sentences for models; says what the bounds are
 * @param parameters the JSON Schema of its arguments, an object schema, as JSON text: parsed only when a model is offered it
 * @param group the section of the catalogue it is in, which policies know as {@code group:<id>}
 * @param profiles the profiles that include it; {@link Profile#FULL} includes every tool and need not be named
 * @param ownerOnly whether only the owner of the gateway may have it done
 * @param reading whether it changes nothing, so that several such calls may run at once
 * @param timeout how long one call may take
 */
public record ToolSpec(
        String name,
        String label,
        String description,
        String parameters,
        Group group,
        List<Profile> profiles,
        boolean ownerOnly,
        boolean reading,
        Duration timeout) {

    /** How long a call may take unless its tool says otherwise. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    /** A tool that everybody may use, changes things, and is in the full profile only. */
    public static ToolSpec of(String name, Group group, String description, String parameters) {
        return new ToolSpec(name, name, description, parameters, group, List.of(), false, false, USUAL_TIMEOUT);
    }

    public ToolSpec in(Profile... included) {
        return new ToolSpec(
                name, label, description, parameters, group, List.copyOf(Arrays.asList(included)), ownerOnly, reading, timeout);
    }

    public ToolSpec forOwner() {
        return new ToolSpec(name, label, description, parameters, group, profiles, true, reading, timeout);
    }

    public ToolSpec readOnly() {
        return new ToolSpec(name, label, description, parameters, group, profiles, ownerOnly, true, timeout);
    }

    public ToolSpec within(Duration limit) {
        return new ToolSpec(name, label, description, parameters, group, profiles, ownerOnly, reading, limit);
    }

    /** Sections of the catalogue, in its order. */
    public enum Group {
        FS("fs", "Files"),
        RUNTIME("runtime", "Runtime"),
        WEB("web", "Web"),
        MEMORY("memory", "Memory"),
        SESSIONS("sessions", "Sessions"),
        MESSAGING("messaging", "Messaging"),
        AUTOMATION("automation", "Automation"),
        NODES("nodes", "Nodes"),
        AGENTS("agents", "Agents"),
        MEDIA("media", "Media");

        private final String id;
        private final String label;

        Group(String id, String label) {
            this.id = id;
            this.label = label;
        }

        public String id() {
            return id;
        }

        public String label() {
            return label;
        }
    }

    /** Named selections of tools, as {@code tools.profile} has them. */
    public enum Profile {
        MINIMAL("minimal", "Minimal"),
        CODING("coding", "Coding"),
        MESSAGING("messaging", "Messaging"),
        FULL("full", "Full");

        private final String id;
        private final String label;

        Profile(String id, String label) {
            this.id = id;
            this.label = label;
        }

        public String id() {
            return id;
        }

        public String label() {
            return label;
        }
    }
}
