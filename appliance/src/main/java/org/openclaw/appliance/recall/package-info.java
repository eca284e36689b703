/** Search over what agents noted down: {@code MEMORY.md} and {@code memory/*.md} of their workspaces, and what was said. */
package org.openclaw.appliance.recall;
