/** Programs run on the owner's behalf, with bounded time and output. */
package org.openclaw.appliance.command;
