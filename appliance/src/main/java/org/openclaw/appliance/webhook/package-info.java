/** JSON posted to other people's servers, and which of them may be reached. */
package org.openclaw.appliance.webhook;
