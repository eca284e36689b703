/** What others may set off over HTTP, and what is set off by events of the gateway's own. */
package org.openclaw.appliance.hook;
