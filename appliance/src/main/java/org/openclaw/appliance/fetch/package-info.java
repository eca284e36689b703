/** Pages of the web for agents, and nothing of the network the gateway is in. */
package org.openclaw.appliance.fetch;
