/** What an agent may see of conversations, its own and others', and how it speaks into another one. */
package org.openclaw.appliance.sessiontool;
