/** What a gateway remembers of its own troubles, and how it hands that to people who help: without content and secrets. */
package org.openclaw.appliance.diagnostics;
