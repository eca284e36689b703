/** What other gateways of this protocol have and this one has not. */
package org.openclaw.appliance.absent;
