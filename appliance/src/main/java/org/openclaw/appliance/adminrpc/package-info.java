/** Gateway methods over one HTTP request, for scripts that can't hold a WebSocket. */
package org.openclaw.appliance.adminrpc;
