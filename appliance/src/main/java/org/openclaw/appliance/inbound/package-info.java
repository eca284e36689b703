/** What people write over channels: who may, how it is kept until it is answered, and by which agent. */
package org.openclaw.appliance.inbound;
