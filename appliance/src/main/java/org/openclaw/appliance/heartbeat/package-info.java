/** Turns an agent takes by itself every so often, to see whether something needs attention. */
package org.openclaw.appliance.heartbeat;
