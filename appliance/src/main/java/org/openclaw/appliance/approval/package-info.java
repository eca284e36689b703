/** Whether a command may run on this machine: what is configured, what is on the list, and what the owner says when asked. */
package org.openclaw.appliance.approval;
